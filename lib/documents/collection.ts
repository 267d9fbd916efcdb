import * as z from "zod";

export { collectionSetting } from "./collection-setting.ts";

/** Where the chunks of a collection can live. */
export const CollectionStore = z.enum(["postgres", "pinecone"]);
export type CollectionStore = z.infer<typeof CollectionStore>;

/** In characters. Longer ones say more at once than an embedding can hold; shorter ones have lost what they are about. */
export const ChunkSize = z
  .number()
  .int()
  .min(200, "A chunk has at least 200 characters.")
  .max(4000, "A chunk has at most 4,000 characters.");

/**
 * What becomes of a document whose name is in the collection already: it takes the earlier one's place, goes beside it, or is
 * left out. The same bytes are in a collection once, whatever is chosen.
 */
export const OnDuplicate = z.enum(["replace", "keep", "skip"]);
export type OnDuplicate = z.infer<typeof OnDuplicate>;

/** By meaning (vector), by words (text), or both (hybrid). */
export const SearchMode = z.enum(["hybrid", "vector", "text"]);
export type SearchMode = z.infer<typeof SearchMode>;
