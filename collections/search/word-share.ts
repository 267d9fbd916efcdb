import { WordIndex } from "../words/word-index.ts";
import type { Ranked } from "./fuse.ts";

/**
 * The given texts by the share of the query's words and codes they have, for stores that know no words. Rare ones count
 * more, and "rare" means rare among these texts. Texts with none of them are left out.
 */
export function rankByWords(query: string, texts: readonly { id: string; text: string }[]): Ranked[] {
  const index = new WordIndex();
  for (const { id, text } of texts) index.set(id, text);
  return index.search(query, { limit: texts.length, minScore: 0 });
}
