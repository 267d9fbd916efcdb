import { isSame } from "../diff.ts";
import type { Graph } from "../graph.ts";
import type { Preferred } from "./clash.ts";

export type Sides = { base: Graph; mine: Graph; theirs: Graph };

/** The side whose value counts: the one that changed it. */
export function pick(base: unknown, mine: unknown, theirs: unknown): Preferred | "clash" {
  if (isSame(mine, theirs) || isSame(base, mine)) return "theirs";
  return isSame(base, theirs) ? "mine" : "clash";
}
