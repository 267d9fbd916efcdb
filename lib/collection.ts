import * as z from "zod";

export { collectionSetting } from "./collection-setting.ts";

/** Where the chunks of a collection can live. */
export const CollectionStore = z.enum(["postgres", "pinecone"]);
export type CollectionStore = z.infer<typeof CollectionStore>;

/** By meaning (vector), by words (text), or both (hybrid). */
export const SearchMode = z.enum(["hybrid", "vector", "text"]);
export type SearchMode = z.infer<typeof SearchMode>;
