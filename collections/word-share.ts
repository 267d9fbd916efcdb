import { stopWords } from "../lib/stop-words.ts";
import type { Ranked } from "./fuse.ts";

/**
 * The given texts by the share of the query's words they have, rare words counting more: what search-text.ts computes in
 * Postgres, for stores that know no words. "Rare" means rare among these texts. Texts with none of the words are left out.
 */
export function rankByWords(query: string, texts: readonly { id: string; text: string }[]): Ranked[] {
  const wanted = [...new Set(wordsIn(query))];
  const counted = texts.map(({ id, text }) => ({ id, counts: countWords(text) }));
  const weights = wanted.map((word) => {
    const n = counted.filter(({ counts }) => counts.has(word)).length;
    return { word, idf: Math.log(1 + (counted.length - n + 0.5) / (n + 0.5)) };
  });
  const all = weights.reduce((sum, { idf }) => sum + idf, 0);
  return counted
    .map(({ id, counts }) => {
      const has = weights.reduce((sum, { word, idf }) => sum + idf * frequency(counts.get(word) ?? 0), 0);
      return { id, score: all === 0 ? 0 : Math.min(1, has / all) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

/** 0.6 for once, nearing 1 for often. */
function frequency(count: number): number {
  return count === 0 ? 0 : 1 - 0.4 / count;
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsIn(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Lower case, without common words, and without the commonest English endings. */
function wordsIn(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => (stopWords.has(word) ? [] : stem(word)));
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ies|ing|ed|es|s|y|e)$/, "") : word.replace(/s$/, "");
}
