import type { Match } from "../driver.ts";

const K = 60;

/**
 * What several questions have found, in one order: reciprocal rank fusion, Σ 1 / (60 + rank) (Cormack et al. 2009), as the
 * scores of different questions cannot be compared. The score kept is the best one.
 */
export function fuseQueries(lists: readonly (readonly Match[])[]): Match[] {
  const [only] = lists;
  if (only && lists.length === 1) return [...only];
  const all = new Map<string, { match: Match; weight: number }>();
  for (const list of lists) {
    for (const [index, match] of list.entries()) {
      const known = all.get(match.id);
      const best = known && known.match.score >= match.score ? known.match : match;
      all.set(match.id, { match: best, weight: (known?.weight ?? 0) + 1 / (K + index + 1) });
    }
  }
  return [...all.values()]
    .sort((a, b) => b.weight - a.weight || b.match.score - a.match.score)
    .map(({ match }) => match);
}
