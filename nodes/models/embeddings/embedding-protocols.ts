/**
 * How each kind of service embeds texts: the request, how many texts go into one, and where the vectors are in the answer.
 * Services that would cut a text that is too long are told to refuse it instead (embed-parts.ts).
 */
import { z } from "zod";
import type { ModelService } from "../../../lib/models/models.ts";
import type { EmbedUse } from "../../define.ts";
import { apiUrl, azureUrl, vertexUrl } from "../providers/addresses.ts";
import type { ModelCredential } from "../providers/credential.ts";
import { accountOf } from "../providers/google-token.ts";

type Ask = { model: string; texts: readonly string[]; use: EmbedUse };
export type EmbeddingProtocol = {
  /** Of one request. */
  most: number;
  question(ask: Ask, credential: ModelCredential): { url: string; body: unknown };
  /** One vector a text, in their order. */
  Vectors: z.ZodType<number[][]>;
};

const Numbers = z.array(z.number()).min(1);
/** Some servers send base64 also when floats are asked for: 32-bit floats, the lowest byte first. */
const Vector = z.union([Numbers, z.base64().transform(floatsIn).pipe(Numbers)]);

function floatsIn(text: string): number[] {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length % 4 !== 0) return [];
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

/** Each vector at its index, or in their order when they have none. Undefined when two are for the same text. */
function inOrder(data: readonly { embedding: number[]; index?: number | undefined }[]): number[][] | undefined {
  if (data.every(({ index }) => index === undefined)) return data.map(({ embedding }) => embedding);
  const byIndex = new Map(data.map(({ embedding, index }) => [index, embedding]));
  const ordered = data.map((_, place) => byIndex.get(place));
  return ordered.every((vector) => vector !== undefined) ? ordered : undefined;
}

/** OpenAI's, which many servers follow. The order of the list is not promised. */
function openaiLike(urlOf: (credential: ModelCredential, model: string) => string): EmbeddingProtocol {
  return {
    most: 96,
    question: ({ model, texts }, credential) => ({
      url: urlOf(credential, model),
      body: { model, input: texts, encoding_format: "float" },
    }),
    Vectors: z
      .object({ data: z.array(z.object({ embedding: Vector, index: z.number().int().optional() })) })
      .transform(({ data }) => inOrder(data) ?? []),
  };
}

const taskType = (use: EmbedUse) => (use === "question" ? "RETRIEVAL_QUERY" : "RETRIEVAL_DOCUMENT");
const inputType = (use: EmbedUse) => (use === "question" ? "search_query" : "search_document");

const cohere: EmbeddingProtocol = {
  most: 96,
  question: ({ model, texts, use }, { baseUrl }) => ({
    url: apiUrl(baseUrl, "/v2/embed"),
    body: { model, texts, input_type: inputType(use), embedding_types: ["float"], truncate: "NONE" },
  }),
  Vectors: z
    .object({ embeddings: z.object({ float: z.array(Vector) }) })
    .transform(({ embeddings }) => embeddings.float),
};

const google: EmbeddingProtocol = {
  most: 100,
  question({ model, texts, use }, { baseUrl }) {
    const name = `models/${model.replace(/^models\//, "")}`;
    const requests = texts.map((text) => ({ model: name, content: { parts: [{ text }] }, taskType: taskType(use) }));
    return { url: apiUrl(baseUrl, `/v1beta/${name}:batchEmbedContents`), body: { requests } };
  },
  Vectors: z
    .object({ embeddings: z.array(z.object({ values: Vector })) })
    .transform(({ embeddings }) => embeddings.map(({ values }) => values)),
};

const vertex: EmbeddingProtocol = {
  // Its newer models take one text a request.
  most: 1,
  question: ({ model, texts, use }, { baseUrl, secret }) => ({
    url: vertexUrl(
      baseUrl,
      `publishers/google/models/${encodeURIComponent(model)}:predict`,
      accountOf(secret)?.project_id,
    ),
    body: {
      instances: texts.map((content) => ({ content, task_type: taskType(use) })),
      parameters: { autoTruncate: false },
    },
  }),
  Vectors: z
    .object({ predictions: z.array(z.object({ embeddings: z.object({ values: Vector }) })) })
    .transform(({ predictions }) => predictions.map(({ embeddings }) => embeddings.values)),
};

/** Amazon's own models take one text a request; Cohere's there as many as Cohere's elsewhere. */
function bedrock(model: string): EmbeddingProtocol {
  const isCohere = /(^|\.)cohere\./.test(model);
  return {
    most: isCohere ? 96 : 1,
    question: ({ texts, use }, { baseUrl }) => ({
      url: `${baseUrl.replace(/\/+$/, "")}/model/${encodeURIComponent(model)}/invoke`,
      body: isCohere ? { texts, input_type: inputType(use), truncate: "NONE" } : { inputText: texts[0] },
    }),
    Vectors: z.union([
      z.object({ embeddings: z.array(Vector) }).transform(({ embeddings }) => embeddings),
      z.object({ embeddings: z.object({ float: z.array(Vector) }) }).transform(({ embeddings }) => embeddings.float),
      z.object({ embedding: Vector }).transform(({ embedding }) => [embedding]),
    ]),
  };
}

const ollama: EmbeddingProtocol = {
  most: 64,
  question: ({ model, texts }, { baseUrl }) => ({
    url: apiUrl(baseUrl, "/api/embed"),
    body: { model, input: texts, truncate: false },
  }),
  Vectors: z.object({ embeddings: z.array(Vector) }).transform(({ embeddings }) => embeddings),
};

/** Null: the service has no embedding models. */
export const embeddingProtocols = {
  "openai-compatible": () => openaiLike(({ baseUrl }) => apiUrl(baseUrl, "/embeddings")),
  openai: () => openaiLike(({ baseUrl }) => apiUrl(baseUrl, "/v1/embeddings")),
  mistral: () => openaiLike(({ baseUrl }) => apiUrl(baseUrl, "/v1/embeddings")),
  "azure-openai": () => openaiLike(({ baseUrl }, model) => azureUrl(baseUrl, "embeddings", model)),
  cohere: () => cohere,
  google: () => google,
  vertex: () => vertex,
  bedrock,
  ollama: () => ollama,
  anthropic: null,
  groq: null,
} as const satisfies Record<ModelService, ((model: string) => EmbeddingProtocol) | null>;
