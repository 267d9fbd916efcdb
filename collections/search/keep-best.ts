import type { Ranked } from "./fuse.ts";

/** Puts one among the best found so far: best first, at most `limit`, the earlier first among equals. */
export function keepBest(best: Ranked[], one: Ranked, limit: number): void {
  if (best.length === limit && one.score <= (best.at(-1)?.score ?? 0)) return;
  let index = best.length;
  while (index > 0 && one.score > (best[index - 1]?.score ?? 0)) index--;
  best.splice(index, 0, one);
  if (best.length > limit) best.pop();
}
