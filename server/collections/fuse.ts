/** A chunk in one ranking. `score` is 0–1 and means what that ranking says. */
export type Ranked = { id: string; score: number };

/** Damps the difference between neighbouring ranks; 60 is the value of the paper below and of everyone since. */
const SMOOTHING = 60;

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): a chunk's weight is Σ 1 / (60 + rank) over the
 * rankings it is in. It needs no common scale, which similarity and word share do not have. Best first; the score
 * kept is the best one a chunk has in any ranking. Equal weights keep the order of the first ranking.
 */
export function fuse(rankings: readonly (readonly Ranked[])[]): Ranked[] {
  const fused = new Map<string, Ranked & { weight: number }>();
  for (const ranking of rankings) {
    for (const [index, { id, score }] of ranking.entries()) {
      const known = fused.get(id);
      const weight = (known?.weight ?? 0) + 1 / (SMOOTHING + index + 1);
      fused.set(id, { id, score: Math.max(score, known?.score ?? 0), weight });
    }
  }
  return [...fused.values()].sort((a, b) => b.weight - a.weight).map(({ id, score }) => ({ id, score }));
}

/** How many of each ranking to fuse, so that a chunk that is fair in both can beat one that is good in one. */
export function depthFor(limit: number): number {
  return Math.max(50, limit * 4);
}
