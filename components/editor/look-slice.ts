import type { Viewport } from "@xyflow/react";
import type { GraphDiff } from "../../lib/diff.ts";
import type { Graph } from "../../lib/graph.ts";
import type { Clash } from "../../lib/merge/clash.ts";
import type { Mark, Marks } from "../versions/draw-diff.ts";
import type { Choices } from "./merge-in.ts";
import type { Slice } from "./state.ts";

/** One side of a comparison, with what people call it. */
export type LookSide = { label: string; graph: Graph };

/** What the canvas shows instead of the draft, read-only: a version, what differs between two, or a conflict of saves. */
export type Look =
  | { kind: "version"; number: number }
  | { kind: "compare"; before: LookSide; after: LookSide; diff: GraphDiff; marks: Marks }
  | { kind: "conflict"; choices: Choices; clashes: readonly Clash[]; diff: GraphDiff; marks: Marks };

export type LookSlice = {
  isListingVersions: boolean;
  look: Look | undefined;
  /** Where the draft was looked at, to come back to. */
  viewBefore: Viewport | undefined;
  /** Moved nodes are marked and listed too. */
  showsMoves: boolean;
  setLook(patch: Partial<Pick<LookSlice, "isListingVersions" | "look" | "showsMoves">>): void;
};

export const lookSlice: Slice<LookSlice> = (set) => ({
  isListingVersions: false,
  look: undefined,
  viewBefore: undefined,
  showsMoves: false,
  setLook: (patch) => set(patch),
});

/** The mark that the canvas draws on this thing now. */
export function markOf(
  { look, showsMoves }: Pick<LookSlice, "look" | "showsMoves">,
  kind: keyof Marks,
  id: string,
): Mark | undefined {
  const mark = look && "marks" in look ? look.marks[kind].get(id) : undefined;
  return mark === "moved" && !showsMoves ? undefined : mark;
}
