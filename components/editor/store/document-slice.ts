import {
  apply,
  bailGesture,
  beginGesture,
  endGesture,
  type History,
  jump,
  openHistory,
  redo,
  undo,
} from "../../../lib/edit/history.ts";
import type { Graph } from "../../../lib/graph.ts";
import { emptyGraph } from "../../../lib/graph-read.ts";
import type { Catalogue } from "../../../lib/manifest.ts";
import { withPositions } from "../layout/with-positions.ts";
import type { Slice } from "./state.ts";

type Edit = (graph: Graph) => Graph;

/** The graph with its history. Selection, viewport and run state are other slices and never in history. */
export type DocumentSlice = {
  pipelineId: string;
  name: string;
  catalogue: Catalogue;
  /** True on a share page and where the person may only look. */
  isReadOnly: boolean;
  /** The number of the newest version, and the draft that is the same as it. */
  latestVersion: number | undefined;
  publishedGraph: Graph | undefined;
  history: History;
  /** The frozen graph of a past run, while one is shown instead of the draft. */
  frozen: Graph | undefined;
  setName(name: string): void;
  setPublished(latestVersion: number, publishedGraph: Graph | undefined): void;
  /** One undo step; edits with the same key coalesce while the pauses are short. */
  edit(label: string, edit: Edit, key?: string): void;
  begin(label: string): void;
  end(): void;
  bail(): void;
  undo(): void;
  redo(): void;
  /** To the graph after so many steps; 0 is the oldest that is kept. */
  jump(steps: number): void;
  /** Another graph takes the draft's place as one undo step. */
  replaceGraph(label: string, graph: Graph): void;
  setFrozen(graph: Graph | undefined): void;
};

export const documentSlice: Slice<DocumentSlice> = (set, get) => ({
  pipelineId: "",
  name: "",
  catalogue: new Map(),
  isReadOnly: false,
  latestVersion: undefined,
  publishedGraph: undefined,
  history: openHistory(emptyGraph),
  frozen: undefined,
  setName: (name) => set({ name }),
  setPublished: (latestVersion, publishedGraph) => set({ latestVersion, publishedGraph }),
  edit: (label, edit, key) => {
    const { isReadOnly, frozen, history } = get();
    if (isReadOnly || frozen) return;
    const change = { label, now: Date.now(), ...(key === undefined ? {} : { key }) };
    set({ history: apply(history, edit(history.graph), change) });
  },
  // A drag says so with each of its moves: a store that is set anew wakes every card.
  begin: (label) => {
    const { history } = get();
    if (!history.gesture) set({ history: beginGesture(history, label) });
  },
  end: () => set(({ history }) => (history.gesture ? { history: endGesture(history) } : {})),
  bail: () => set(({ history }) => ({ history: bailGesture(history) })),
  undo: () => set((state) => (canEdit(state) ? { history: undo(state.history) } : {})),
  redo: () => set((state) => (canEdit(state) ? { history: redo(state.history) } : {})),
  jump: (steps) => set((state) => (canEdit(state) ? { history: jump(state.history, steps) } : {})),
  replaceGraph: (label, graph) => get().edit(label, () => withPositions(graph, get().catalogue)),
  setFrozen: (graph) => set(({ catalogue }) => ({ frozen: graph && withPositions(graph, catalogue) })),
});

/** The graph on the canvas: the draft, or the frozen graph of the run that is shown. */
export function graphOf(state: Pick<DocumentSlice, "frozen" | "history">): Graph {
  return state.frozen ?? state.history.graph;
}

export function canEdit(state: Pick<DocumentSlice, "frozen" | "isReadOnly">): boolean {
  return !state.isReadOnly && state.frozen === undefined;
}
