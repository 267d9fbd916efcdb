import { PatchbayError } from "../../../lib/errors.ts";
import { ModelService } from "../../../lib/models/models.ts";
import type { EmbedUse } from "../../define.ts";
import { postJson } from "../protocols/wire.ts";
import type { ModelCredential } from "../providers/credential.ts";
import { asModelError, providerError, responseError } from "../providers/model-error.ts";
import { withoutSecret } from "../providers/without-secret.ts";
import { embedWhole, saysTooLong, TextTooLong } from "./embed-parts.ts";
import { embeddedTokens } from "./embedded-tokens.ts";
import { type EmbeddingProtocol, embeddingProtocols } from "./embedding-protocols.ts";

export type EmbedAsk = {
  credential: ModelCredential;
  model: string;
  texts: readonly string[];
  use: EmbedUse;
  signal: AbortSignal;
  /** Told of each request that was answered, of which a call may have several; `tokens` when the server says how many. */
  onAnswer?: (part: { texts: readonly string[]; tokens: number | undefined }) => void;
};

/** A request that takes longer is given up. */
const LIMIT_MS = 300_000;
/** Requests at a time. */
const PARALLEL = 4;
/** The longest that embedding models read is about 8,000 tokens. */
const MAX_CHARACTERS = 24_000;

/** One vector of unit length a text, in their order, made by a provider's model. Throws as a chat model does. */
export async function embedTexts({ texts, ...ask }: EmbedAsk): Promise<number[][]> {
  const { credential, model, signal } = ask;
  const open = embeddingProtocols[ModelService.parse(credential.provider)];
  if (open === null) {
    throw new PatchbayError(
      "bad_input",
      `There are no embedding models at ${credential.host}. Choose another provider.`,
    );
  }
  const protocol = open(model);
  const asked = textsSent(texts);
  const parts: { from: number; texts: string[] }[] = [];
  for (let from = 0; from < asked.length; from += protocol.most) {
    parts.push({ from, texts: asked.slice(from, from + protocol.most) });
  }
  const vectors: number[][] = new Array(asked.length);
  const carry = async () => {
    for (let part = parts.shift(); part; part = parts.shift()) {
      const made = await embedWhole((texts) => embedEach(protocol, { ...ask, texts }), part.texts);
      for (const [index, vector] of made.entries()) vectors[part.from + index] = unitLength(vector);
    }
  };
  const carriers = Array.from({ length: PARALLEL }, carry);
  try {
    await Promise.all(carriers);
    if (new Set(vectors.map(({ length }) => length)).size > 1) throw notOneEach(credential.host, model);
    return vectors;
  } catch (thrown) {
    // What is under way is billed, and told of before this ends; the rest is not asked.
    parts.length = 0;
    await Promise.allSettled(carriers);
    signal.throwIfAborted();
    throw withoutSecret(asModelError(thrown) ?? tooSlow(thrown, credential.host) ?? thrown, credential);
  }
}

/** Servers refuse an empty text; a full stop stands in for nothing. */
export function textsSent(texts: readonly string[]): string[] {
  return texts.map((text) => text.trim().slice(0, MAX_CHARACTERS).toWellFormed() || ".");
}

/**
 * Some servers answer a list with one vector, or number all of its vectors 0, so that it cannot be known which is whose: then
 * each text is asked for alone.
 */
async function embedEach(protocol: EmbeddingProtocol, ask: EmbedAsk): Promise<number[][]> {
  const vectors = await embedPart(protocol, ask);
  if (vectors) return vectors;
  const made: number[][] = [];
  for (const text of ask.texts) {
    const [vector] = (ask.texts.length > 1 ? await embedPart(protocol, { ...ask, texts: [text] }) : undefined) ?? [];
    if (!vector) throw notOneEach(ask.credential.host, ask.model);
    made.push(vector);
  }
  return made;
}

/** Undefined when the answer does not have one vector for each text. */
async function embedPart(
  protocol: EmbeddingProtocol,
  { credential, signal, onAnswer, ...ask }: EmbedAsk,
): Promise<number[][] | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const response = await postJson(protocol.question(ask, credential), { credential, signal: limit });
  if (!response.ok) {
    if (await saysTooLong(response.clone(), ask.texts)) throw new TextTooLong();
    throw await responseError(response);
  }
  const body: unknown = await response.json().catch(() => undefined);
  const { error } = Object(body);
  if (error) throw providerError(body, undefined, response.headers);
  onAnswer?.({ texts: ask.texts, tokens: embeddedTokens(body, response.headers) });
  const read = protocol.Vectors.safeParse(body);
  return read.success && read.data.length === ask.texts.length ? read.data : undefined;
}

function tooSlow(thrown: unknown, host: string): PatchbayError | undefined {
  if (!(thrown instanceof DOMException && thrown.name === "TimeoutError")) return undefined;
  return new PatchbayError(
    "provider_busy",
    `The server at ${host} made no embeddings within ${LIMIT_MS / 60_000} minutes.`,
  );
}

function notOneEach(host: string, model: string): PatchbayError {
  return new PatchbayError(
    "answer_broken",
    `The server at ${host} does not answer with an embedding for each text. Is ${model} an embedding model?`,
  );
}

function unitLength(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => (length === 0 ? 0 : value / length));
}
