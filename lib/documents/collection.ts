import * as z from "zod";

export { collectionSetting } from "./collection-setting.ts";

/** Where the chunks of a collection can live. */
export const CollectionStore = z.enum(["postgres", "pinecone"]);
export type CollectionStore = z.infer<typeof CollectionStore>;

export const ChunkUnit = z.enum(["characters", "tokens"]).meta({
  description: "tokens: as the embedding of the collection counts them, or about so where its tokenizer is not known",
});
export type ChunkUnit = z.infer<typeof ChunkUnit>;

/** What a chunk may have at most. In tokens a quarter of the characters, as in English texts. */
const chunkLimits: Readonly<Record<ChunkUnit, { least: number; most: number }>> = {
  characters: { least: 200, most: 4000 },
  tokens: { least: 50, most: 1000 },
};

/** Why no chunk may have this size; undefined when one may. */
export function chunkSizeProblem(size: number, unit: ChunkUnit): string | undefined {
  const { least, most } = chunkLimits[unit];
  if (!Number.isInteger(size)) return "Enter a whole number.";
  if (size < least) return `A chunk has at least ${least} ${unit}.`;
  return size > most ? `A chunk has at most ${most.toLocaleString("en")} ${unit}.` : undefined;
}

/** Longer ones say more at once than an embedding can hold; shorter ones have lost what they are about. */
export const ChunkSize = z.number().int().min(chunkLimits.tokens.least).max(chunkLimits.characters.most).meta({
  description: "200 to 4,000 characters, or 50 to 1,000 tokens",
});

/**
 * What becomes of a document whose name is in the collection already: it takes the earlier one's place, goes beside it, or is
 * left out. The same bytes are in a collection once, whatever is chosen.
 */
export const OnDuplicate = z.enum(["replace", "keep", "skip"]);
export type OnDuplicate = z.infer<typeof OnDuplicate>;

/** By meaning (vector), by words (text), or both (hybrid). */
export const SearchMode = z.enum(["hybrid", "vector", "text"]);
export type SearchMode = z.infer<typeof SearchMode>;
