import type { Match } from "../driver.ts";

type Options = { vectors: ReadonlyMap<string, ArrayLike<number>>; diversity: number; limit: number };

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): each next chunk is the one with the most of
 * (1 − d) · relevance − d · similarity to the most similar chunk before it. Relevance is the place in the order given, from
 * 1 down to 0, so that whatever made that order counts, a reranker included. Best first, at most `limit`.
 */
export function diversify(matches: readonly Match[], { vectors, diversity, limit }: Options): Match[] {
  const left = matches.map((match, index) => ({ match, relevance: 1 - index / matches.length, nearest: 0 }));
  const chosen: Match[] = [];
  while (left.length > 0 && chosen.length < limit) {
    const worth = ({ relevance, nearest }: (typeof left)[number]) => (1 - diversity) * relevance - diversity * nearest;
    const best = left.reduce((a, b) => (worth(b) > worth(a) ? b : a));
    left.splice(left.indexOf(best), 1);
    chosen.push(best.match);
    const vector = vectors.get(best.match.id);
    for (const each of left) each.nearest = Math.max(each.nearest, similarity(vector, vectors.get(each.match.id)));
  }
  return chosen;
}

/** Of two vectors of unit length, 0–1; 0 when one is not known. */
function similarity(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (!a || !b || a.length !== b.length) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return Math.min(1, Math.max(0, sum));
}
