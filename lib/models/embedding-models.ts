/**
 * Embedding models that are well known, as suggestions: US dollars per million tokens (null: not known), and whether they are
 * made for languages other than English. Prices were read on 2026-11-29 from model_prices_and_context_window_backup.json of
 * LiteLLM 1.110.2 (MIT), which names the providers' price pages. A model that is not here may be named all the same.
 */
import type { ModelService } from "./models.ts";

export type KnownEmbedding = { model: string; price: number | null; isMultilingual: boolean };

export const knownEmbeddings: Readonly<Partial<Record<ModelService, readonly KnownEmbedding[]>>> = {
  openai: [
    { model: "text-embedding-3-small", price: 0.02, isMultilingual: true },
    { model: "text-embedding-3-large", price: 0.13, isMultilingual: true },
  ],
  "azure-openai": [
    { model: "text-embedding-3-small", price: 0.022, isMultilingual: true },
    { model: "text-embedding-3-large", price: 0.143, isMultilingual: true },
  ],
  cohere: [
    { model: "embed-v4.0", price: 0.12, isMultilingual: true },
    { model: "embed-multilingual-v3.0", price: 0.1, isMultilingual: true },
    { model: "embed-english-v3.0", price: 0.1, isMultilingual: false },
  ],
  google: [
    { model: "gemini-embedding-001", price: 0.15, isMultilingual: true },
    { model: "gemini-embedding-2", price: 0.2, isMultilingual: true },
  ],
  vertex: [
    { model: "gemini-embedding-001", price: 0.15, isMultilingual: true },
    { model: "text-multilingual-embedding-002", price: 0.1, isMultilingual: true },
  ],
  mistral: [{ model: "mistral-embed", price: 0.1, isMultilingual: true }],
  bedrock: [
    { model: "amazon.titan-embed-text-v2:0", price: 0.02, isMultilingual: true },
    { model: "cohere.embed-multilingual-v3", price: 0.1, isMultilingual: true },
  ],
  ollama: [
    { model: "nomic-embed-text", price: null, isMultilingual: false },
    { model: "bge-m3", price: null, isMultilingual: true },
  ],
};

/** Of the model's own name, also when a version stands behind it; null when it is not known. */
export function embeddingPrice(provider: string, model: string): number | null {
  const entries = Object.entries(knownEmbeddings).find(([service]) => service === provider)?.[1] ?? [];
  return entries.find((known) => known.model === model)?.price ?? null;
}
