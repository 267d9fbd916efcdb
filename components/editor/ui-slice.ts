import type { ReactFlowInstance } from "@xyflow/react";
import type { Issue } from "../../lib/check.ts";
import type { WireEnd } from "../../lib/edit/wires.ts";
import type { Position } from "../../lib/graph.ts";
import type { CableEdge } from "../canvas/flow-edges.ts";
import type { FlowNode } from "../canvas/flow-nodes.ts";
import type { Slice } from "./state.ts";

/**
 * The open node picker: where on screen, where on the canvas, and what the chosen node is wired to. Opened by a key
 * with no pointer over the canvas, the chosen node goes on from the selected one.
 */
export type Picker = { screen: Position; canvas: Position; wire?: WireEnd; edgeId?: string; isByKey?: boolean };
export type DialogName = "publish" | "share" | "shortcuts" | "run";

export type UiSlice = {
  flow: ReactFlowInstance<FlowNode, CableEdge> | undefined;
  picker: Picker | undefined;
  /** The wire that is being drawn now. */
  wire: WireEnd | undefined;
  /** Why an edge was refused, shown at the pointer for a moment. */
  refusal: { text: string; screen: Position } | undefined;
  /** The edge that would take the dragged node between its ends. */
  dropEdge: string | undefined;
  dialog: DialogName | undefined;
  renaming: string | undefined;
  issues: readonly Issue[];
  /** Names behind ids in settings, for the cards. `defaultModel` is empty or " · its name". */
  labels: { collections: Readonly<Record<string, string>>; defaultModel: string };
  /** Where the pointer is over the canvas, in screen pixels. A box, not state: it moves all the time, nothing draws it. */
  pointer: { at: Position | undefined };
  set(patch: Partial<Omit<UiSlice, "set">>): void;
};

export const uiSlice: Slice<UiSlice> = (set) => ({
  flow: undefined,
  picker: undefined,
  wire: undefined,
  refusal: undefined,
  dropEdge: undefined,
  dialog: undefined,
  renaming: undefined,
  issues: [],
  labels: { collections: {}, defaultModel: "" },
  pointer: { at: undefined },
  set: (patch) => set(patch),
});
