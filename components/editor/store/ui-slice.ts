import type { EdgeEnd } from "../../../lib/edit/edges.ts";
import type { Position } from "../../../lib/graph/graph.ts";
import type { Issue } from "../../../lib/graph/issue.ts";
import type { PipelineTriggers } from "../../../lib/views/live/trigger-views.ts";
import type { Guide } from "../layout/guide.ts";
import type { Slice } from "./state.ts";
import type { ViewPort } from "./view-port.ts";

/**
 * The open node picker: where on screen, where on the canvas, and what the chosen node is connected to. Opened by a key
 * with no pointer over the canvas, the chosen node goes on from the selected one. `replaces`: the node whose place it takes.
 */
export type Picker = {
  screen: Position;
  canvas: Position;
  edgeEnd?: EdgeEnd;
  edgeId?: string;
  isByKey?: boolean;
  replaces?: string;
};
type DialogName = "publish" | "share" | "shortcuts" | "run" | "commands" | "history";

/** An edge dropped on a node with several ports that fit equally well; `moves` names the edge whose end it is. */
export type PortChoice = {
  screen: Position;
  edgeEnd: EdgeEnd;
  node: string;
  ports: string[];
  moves: string | undefined;
};

type Labels = {
  collections: Readonly<Record<string, string>>;
  defaultModel: string;
  credentials: readonly { id: string; name: string }[];
};
export const noLabels: Labels = { collections: {}, defaultModel: "", credentials: [] };

export type UiSlice = {
  viewPort: ViewPort | undefined;
  picker: Picker | undefined;
  /** The edge that is being drawn now. */
  edgeEnd: EdgeEnd | undefined;
  portChoice: PortChoice | undefined;
  /** Why an edge was refused, shown at the pointer for a moment. */
  refusal: { text: string; screen: Position } | undefined;
  /** The edge that would take the dragged node between its ends. */
  dropEdge: string | undefined;
  dialog: DialogName | undefined;
  renaming: string | undefined;
  /** The note whose text is being written. */
  writing: string | undefined;
  /** The find panel is open. */
  isFinding: boolean;
  /** The chat beside the canvas is open, with this conversation of it. */
  isChatting: boolean;
  conversationId: string | undefined;
  /** The menu of the right mouse button: where, and on what. */
  menu: { screen: Position; on: "node" | "edge" | "canvas" } | undefined;
  /** While Shift is held: the nodes that the selection depends on. All others are dimmed. */
  highlighted: ReadonlySet<string> | undefined;
  /** Lines that the dragged things snap to, on the canvas. */
  guides: readonly Guide[];
  /** The problems of the graph that is edited, and of the graph on the canvas, which are those around an open body. */
  issues: readonly Issue[];
  drawnIssues: readonly Issue[];
  /** How the pipeline's triggers stand; undefined until it is known. */
  triggers: PipelineTriggers | undefined;
  /** Names behind ids in settings, for the cards. `defaultModel` is empty or " · its name". */
  labels: Labels;
  /** Where the pointer is over the canvas, in screen pixels. A box, not state: it moves all the time, nothing draws it. */
  pointer: { at: Position | undefined };
  set(patch: Partial<Omit<UiSlice, "set">>): void;
};

export const uiSlice: Slice<UiSlice> = (set) => ({
  viewPort: undefined,
  picker: undefined,
  edgeEnd: undefined,
  portChoice: undefined,
  refusal: undefined,
  dropEdge: undefined,
  dialog: undefined,
  renaming: undefined,
  writing: undefined,
  isFinding: false,
  isChatting: false,
  conversationId: undefined,
  menu: undefined,
  highlighted: undefined,
  guides: [],
  issues: [],
  drawnIssues: [],
  triggers: undefined,
  labels: noLabels,
  pointer: { at: undefined },
  set: (patch) => set(patch),
});
