import type { ReactFlowState } from "@xyflow/react";
import { isIn, viewBox } from "../overview/in-view.ts";

type View = Pick<ReactFlowState, "transform" | "width" | "height">;
type Thing = Parameters<typeof isIn>[0];

/** What left the view by less than this share of it stays, so that a small way back mounts nothing. */
const keepWithin = 0.4;

/**
 * One frame's work: at most `budget` of what has come into view besides what was there, and nothing that is far away.
 * `waiting` is how many in view are left for later frames.
 */
export function mountStep(
  things: readonly Thing[],
  { mounted, view, budget }: { mounted: ReadonlySet<string>; view: View; budget: number },
): { mounted: ReadonlySet<string>; waiting: number } {
  const [seen, near] = [viewBox(view), viewBox(view, keepWithin)];
  const next = new Set<string>();
  const missing: string[] = [];
  for (const thing of things) {
    if (mounted.has(thing.id)) {
      if (isIn(thing, near)) next.add(thing.id);
    } else if (isIn(thing, seen)) missing.push(thing.id);
  }
  for (const id of missing.slice(0, budget)) next.add(id);
  const isSame = next.size === mounted.size && next.isSubsetOf(mounted);
  return { mounted: isSame ? mounted : next, waiting: Math.max(0, missing.length - budget) };
}
