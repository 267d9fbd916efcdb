/** A chunk in one ranking. `score` is 0–1 and means what that ranking says. */
export type Ranked = { id: string; score: number };
/** `weight` orders, and is at most the number of rankings. */
export type Fused = Ranked & { weight: number };

/**
 * Relative score fusion: a chunk's weight is Σ score / best score over the rankings it is in, which gives similarity and
 * word share a common scale. Ranks alone (reciprocal rank fusion) forget by how much the first is better: what one ranking
 * is sure of came behind whatever both find middling. Best first; the score kept is the best one a chunk has in any
 * ranking, and decides between equal weights. What a ranking leaves out counts as 0 in it, so rankings have to be whole, or
 * completed by the scores of what only others have.
 */
export function fuse(rankings: readonly (readonly Ranked[])[]): Fused[] {
  const fused = new Map<string, Fused>();
  for (const ranking of rankings) {
    const best = ranking[0]?.score || 1;
    for (const { id, score } of ranking) {
      const known = fused.get(id);
      const weight = (known?.weight ?? 0) + score / best;
      fused.set(id, { id, score: Math.max(score, known?.score ?? 0), weight });
    }
  }
  return [...fused.values()].sort((a, b) => b.weight - a.weight || b.score - a.score);
}

/** How many of each ranking to fuse, so that a chunk that is fair in both can beat one that is good in one. */
export function depthFor(limit: number): number {
  return Math.max(50, limit * 4);
}
