/** Cohere's Rerank API v2 (docs.cohere.com/reference/rerank): how well each text answers a question. */
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { readTokenCount } from "../../../lib/models/usage.ts";
import { postJson } from "../protocols/wire.ts";
import { apiUrl } from "../providers/addresses.ts";
import type { ModelCredential } from "../providers/credential.ts";
import { asModelError, providerError, responseError } from "../providers/model-error.ts";
import { withoutSecret } from "../providers/without-secret.ts";

export type RerankAsk = {
  credential: ModelCredential;
  model: string;
  query: string;
  texts: readonly string[];
  signal: AbortSignal;
  /** What the server bills, as far as it says so; a search is one question with up to 100 texts. */
  onBilled?: (billed: { searches: number | undefined; tokens: number | undefined }) => void;
};

/** Best first; what is left out of it is of no use at all. */
const Answer = z.object({
  results: z.array(z.object({ index: z.number().int().min(0), relevance_score: z.number() })),
});

const Count = z.unknown().transform(readTokenCount).optional();
const Billed = z.object({ meta: z.object({ billed_units: z.object({ search_units: Count, input_tokens: Count }) }) });

/** A score of 0 to 1 for each text, in their order. Throws as a chat model does. */
export async function rerankTexts({ credential, model, query, texts, signal, onBilled }: RerankAsk): Promise<number[]> {
  if (texts.length === 0) return [];
  try {
    const question = { url: apiUrl(credential.baseUrl, "/v2/rerank"), body: { model, query, documents: texts } };
    const response = await postJson(question, { credential, signal });
    if (!response.ok) throw await responseError(response);
    const body: unknown = await response.json().catch(() => undefined);
    const { error } = Object(body);
    if (error) throw providerError(body, undefined, response.headers);
    const { search_units, input_tokens } = Billed.safeParse(body).data?.meta.billed_units ?? {};
    onBilled?.({ searches: search_units, tokens: input_tokens });
    const read = Answer.safeParse(body);
    if (!read.success) throw notUnderstood(credential);
    const { results } = read.data;
    const indexes = new Set(results.map(({ index }) => index));
    if (indexes.size < results.length || Math.max(...indexes) >= texts.length) throw notUnderstood(credential);
    const shareOf = isLogits(results) ? logistic : (score: number) => Math.min(1, Math.max(0, score));
    const scores = new Array<number>(texts.length).fill(0);
    for (const { index, relevance_score } of results) scores[index] = shareOf(relevance_score);
    return scores;
  } catch (thrown) {
    signal.throwIfAborted();
    throw withoutSecret(asModelError(thrown) ?? thrown, credential);
  }
}

const rounding = 0.001;

/** Servers such as llama.cpp's send what their model has put out, which lies on both sides of 0 and beyond 1. */
function isLogits(results: z.infer<typeof Answer>["results"]): boolean {
  return results.some(({ relevance_score: score }) => score < -rounding || score > 1 + rounding);
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function notUnderstood({ host }: ModelCredential): PatchbayError {
  return new PatchbayError("answer_broken", `The server at ${host} does not answer as Cohere's rerank does.`);
}
