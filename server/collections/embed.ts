import type { Json } from "../../lib/json.ts";
import type { Chunk } from "./driver.ts";

/** Unit-length sentence embeddings, one per text. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<number[][]>;

/** Passages are embedded and written so many at a time; progress moves in these steps. */
export const BATCH = 32;

export type Passage = { position: number; text: string; metadata: { [key: string]: Json } };

export async function embedPassages(
  embed: Embed,
  passages: readonly Passage[],
  signal: AbortSignal,
): Promise<Pick<Chunk, "position" | "text" | "metadata" | "vector">[]> {
  const vectors = await embed(passages.map(embeddedText), signal);
  return passages.map((passage, index) => ({ ...passage, vector: vectors[index] ?? [] }));
}

/** A passage is embedded under its heading: “Owners only.” alone means nothing, under “Delete a workspace” it does. */
function embeddedText({ text, metadata: { heading } }: Passage): string {
  return typeof heading === "string" ? `${heading}\n${text}` : text;
}
