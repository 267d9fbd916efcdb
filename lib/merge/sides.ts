import { isSame } from "../diff/diff.ts";
import type { Graph } from "../graph/graph.ts";
import type { Preferred } from "./clash.ts";

export type Sides = { base: Graph; mine: Graph; theirs: Graph };

/** One side's part when the other side has left it as it was, the very same object: the common case, and a fast one. */
export function sideLeft<T>({ base, mine, theirs }: Sides, of: (graph: Graph) => T): T | undefined {
  if (of(mine) === of(base)) return of(theirs);
  return of(theirs) === of(base) ? of(mine) : undefined;
}

/** Whether a node is gone on either side, so that what hangs on it has to be looked at one by one. */
export function hasLost({ base, mine, theirs }: Sides): boolean {
  return [mine, theirs].some(({ nodes }) => nodes !== base.nodes && lostIn(base.nodes, nodes).length > 0);
}

/** Nodes that a side has deleted. */
export const lostIn = byObjects((base: Graph["nodes"], side: Graph["nodes"]) =>
  Object.keys(base).filter((id) => !Object.hasOwn(side, id)),
);

/** Nodes that are not the very same on a side: added, changed or deleted there. */
export const changedIn = byObjects((base: Graph["nodes"], side: Graph["nodes"]) => [
  ...Object.entries(side).flatMap(([id, node]) => (Object.hasOwn(base, id) && base[id] === node ? [] : [id])),
  ...lostIn(base, side),
]);

/** The many graphs of one history share their parts: what was found out about two objects is known the next time. */
function byObjects<T extends object, R>(find: (a: T, b: T) => R): (a: T, b: T) => R {
  const known = new WeakMap<T, WeakMap<T, R>>();
  return (a, b) => {
    const inner = known.get(a) ?? new WeakMap<T, R>();
    known.set(a, inner);
    const answer = inner.get(b) ?? find(a, b);
    inner.set(b, answer);
    return answer;
  };
}

/** The side whose value counts: the one that changed it. */
export function pick(base: unknown, mine: unknown, theirs: unknown): Preferred | "clash" {
  if (isSame(mine, theirs) || isSame(base, mine)) return "theirs";
  return isSame(base, theirs) ? "mine" : "clash";
}
