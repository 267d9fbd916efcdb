import { defaultFilter } from "cmdk";

/** The value of an item that a search of its own has found by the typed words, which need not be in its title. */
export const foundBy = (kind: "name" | "text", id: string) => `found by ${kind}: ${id}`;

/**
 * Below this, letters that happen to come in this order are no match: “signature” is in “password name account”, and
 * “recipe” in “recommendations demo example”. A forgotten letter leaves about 0.15.
 */
const leastScore = 0.05;

/** From 0, which hides an item, to 1. cmdk knows an item's words of one key ago, so what was found is not asked for them. */
export function scoreOf(value: string, query: string, keywords?: string[]): number {
  if (value.startsWith(foundBy("name", ""))) return 0.5;
  if (value.startsWith(foundBy("text", ""))) return leastScore;
  const score = defaultFilter(value, query, keywords);
  return score < leastScore ? 0 : score;
}
