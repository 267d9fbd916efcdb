import { PatchbayError } from "../lib/errors.ts";
import { ModelRef } from "../lib/models/models.ts";
import type { Json } from "../lib/values/json.ts";
import type { Services } from "../nodes/define.ts";
import type { EmbeddedChunk } from "./driver.ts";

/** Unit-length sentence embeddings, one per text. */
export type Embed = Services["models"]["embed"];

/** Embeds with a workspace's model of a provider; null is the model on board. */
export type EmbedWith = (
  by: { workspaceId: string; model: ModelRef | null },
  ...call: Parameters<Embed>
) => ReturnType<Embed>;
/** `embed` is the model on board; where it is absent, `embedWith` reaches that too. Without `embedWith` there is no other. */
export type EmbedDeps = { embed: Embed; embedWith?: EmbedWith } | { embed?: never; embedWith: EmbedWith };

/** How well each text answers the question, 0–1, by a workspace's model of a provider. */
export type RerankWith = (
  by: { workspaceId: string; model: ModelRef },
  ask: { query: string; texts: readonly string[] },
  signal: AbortSignal,
) => Promise<number[]>;

/** As the vectors of this collection are made. */
export function embedOf(
  { embed, embedWith }: EmbedDeps,
  { workspaceId, embeddingModel }: { workspaceId: string; embeddingModel: unknown },
): Embed {
  const isOnBoard = embeddingModel === null || embeddingModel === undefined;
  if (isOnBoard && embed) return embed;
  const model = isOnBoard ? null : ModelRef.parse(embeddingModel);
  if (!embedWith) throw new PatchbayError("internal", "This process embeds with the model on board only.");
  return (...call) => embedWith({ workspaceId, model }, ...call);
}

/** Chunks are embedded and written so many at a time; progress moves in these steps. */
export const BATCH = 16;

export type Chunk = { position: number; text: string; metadata: { [key: string]: Json } };

export async function embedChunks(
  embed: Embed,
  { chunks, ...how }: { chunks: readonly Chunk[] } & How,
  signal: AbortSignal,
): Promise<Pick<EmbeddedChunk, "position" | "text" | "metadata" | "vector">[]> {
  const vectors = await embedParts(embed, { chunks, ...how }, signal);
  return chunks.map((chunk, index) => ({ ...chunk, vector: vectors[index] ?? [] }));
}

type Read = Pick<Chunk, "text" | "metadata">;
/** The parts of a chunk that a model reads one by one, each with the heading; for most models it is one. */
export type Reads = (chunk: Read) => readonly string[];

/** `dimensions`: of each vector. */
export type How = { reads: Reads; dimensions: number };

/**
 * For each chunk the vectors of its parts, one behind the other. Throws `provider_refused` for vectors of other dimensions: one
 * of twice as many would be taken for two parts.
 */
export async function embedParts(
  embed: Embed,
  { chunks, reads, dimensions }: { chunks: readonly Read[] } & How,
  signal: AbortSignal,
): Promise<number[][]> {
  const parts = chunks.map(reads);
  const vectors = await embed(parts.flat(), signal, "documents");
  const other = vectors.find(({ length }) => length !== dimensions);
  if (other) {
    const message = `The embedding model makes vectors of ${other.length} numbers now, and those of this collection have ${dimensions}. Choose the collection's embedding again.`;
    throw new PatchbayError("provider_refused", message);
  }
  let next = 0;
  return parts.map(({ length }) => {
    const own = vectors.slice(next, next + length);
    next += length;
    return own.length === 1 ? (own[0] ?? []) : own.flat();
  });
}

/** A chunk is found under its heading: “Owners only.” alone means nothing, under “Delete a workspace” it does. */
export function searchedText({ text, metadata: { heading } }: Pick<Chunk, "text" | "metadata">): string {
  return typeof heading === "string" ? `${heading}\n${text}` : text;
}
