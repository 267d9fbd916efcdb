import type { Json } from "../lib/values/json.ts";
import type { Services } from "../nodes/define.ts";
import type { EmbeddedChunk } from "./driver.ts";

/** Unit-length sentence embeddings, one per text. */
export type Embed = Services["models"]["embed"];

/** Chunks are embedded and written so many at a time; progress moves in these steps. */
export const BATCH = 16;

export type Chunk = { position: number; text: string; metadata: { [key: string]: Json } };

export async function embedChunks(
  embed: Embed,
  chunks: readonly Chunk[],
  signal: AbortSignal,
): Promise<Pick<EmbeddedChunk, "position" | "text" | "metadata" | "vector">[]> {
  const vectors = await embed(chunks.map(searchedText), signal, "documents");
  return chunks.map((chunk, index) => ({ ...chunk, vector: vectors[index] ?? [] }));
}

/** A chunk is found under its heading: “Owners only.” alone means nothing, under “Delete a workspace” it does. */
export function searchedText({ text, metadata: { heading } }: Pick<Chunk, "text" | "metadata">): string {
  return typeof heading === "string" ? `${heading}\n${text}` : text;
}
