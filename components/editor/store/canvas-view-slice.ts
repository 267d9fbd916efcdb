import type { GraphDiff } from "../../../lib/diff/diff.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import type { Clash } from "../../../lib/merge/clash.ts";
import type { Mark, Marks } from "./draw-diff.ts";
import type { Choices } from "./saver.ts";
import type { Slice } from "./state.ts";
import type { Viewport } from "./view-port.ts";

/** One side of a comparison, with what people call it. */
export type ComparedSide = { label: string; graph: Graph };

/** What the canvas shows instead of the draft, read-only: a version, what differs between two, or a conflict of saves. */
export type CanvasView =
  | { kind: "version"; number: number }
  | { kind: "compare"; before: ComparedSide; after: ComparedSide; diff: GraphDiff; marks: Marks }
  | { kind: "conflict"; choices: Choices; clashes: readonly Clash[]; diff: GraphDiff; marks: Marks };

export type CanvasViewSlice = {
  isListingVersions: boolean;
  canvasView: CanvasView | undefined;
  /** Where the draft was looked at, to come back to. */
  viewBefore: Viewport | undefined;
  /** Moved nodes are marked and listed too. */
  showsMoves: boolean;
  setCanvasView(patch: Partial<Pick<CanvasViewSlice, "isListingVersions" | "canvasView" | "showsMoves">>): void;
};

export const canvasViewSlice: Slice<CanvasViewSlice> = (set) => ({
  isListingVersions: false,
  canvasView: undefined,
  viewBefore: undefined,
  showsMoves: false,
  setCanvasView: (patch) => set(patch),
});

/** The mark that the canvas draws on this thing now. */
export function markOf(
  { canvasView, showsMoves }: Pick<CanvasViewSlice, "canvasView" | "showsMoves">,
  kind: keyof Marks,
  id: string,
): Mark | undefined {
  const mark = canvasView && "marks" in canvasView ? canvasView.marks[kind].get(id) : undefined;
  return mark === "moved" && !showsMoves ? undefined : mark;
}
