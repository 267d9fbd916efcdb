import { isSameVersion } from "../../../lib/diff/same-version.ts";
import { editAt, graphAt, type Scope, scopeIn } from "../../../lib/edit/bodies.ts";
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
import type { Graph } from "../../../lib/graph/graph.ts";
import { emptyGraph } from "../../../lib/graph/graph-read.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { growFrames, originOf } from "../layout/frames.ts";
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
  /** The way to the body that is edited and selected in; empty while the pipeline itself is. */
  scope: Scope;
  /** The way to what the canvas draws: as far as `scope`, or less far when the rest of the way is drawn open in its nodes. */
  base: Scope;
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
  /** `base` is where the canvas is; without it the canvas goes there. */
  setScope(scope: Scope, base?: Scope): void;
  /** Changes how the open graph is drawn here, where the person may only look. */
  redraw(edit: Edit): void;
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
  scope: [],
  base: [],
  setName: (name) => set({ name }),
  setPublished: (latestVersion, publishedGraph) => set({ latestVersion, publishedGraph }),
  edit: (label, edit, key) => {
    const { isReadOnly, frozen, history, catalogue, scope } = get();
    if (isReadOnly || frozen) return;
    const change = { label, now: Date.now(), ...(key === undefined ? {} : { key: keyIn(scope, key) }) };
    const edited = editAt(history.graph, { catalogue, scope }, edit);
    set({ history: apply(history, growFrames(history.graph, edited, { catalogue, scope }), change) });
  },
  // A drag says so with each of its moves: a store that is set anew wakes every card.
  begin: (label) => {
    const { history } = get();
    if (!history.gesture) set({ history: beginGesture(history, label) });
  },
  end: () => set(({ history }) => (history.gesture ? { history: endGesture(history) } : {})),
  bail: () => set(({ history }) => ({ history: bailGesture(history) })),
  undo: () => set((state) => (canEdit(state) ? travelled(state, undo(state.history)) : {})),
  redo: () => set((state) => (canEdit(state) ? travelled(state, redo(state.history)) : {})),
  jump: (steps) => set((state) => (canEdit(state) ? travelled(state, jump(state.history, steps)) : {})),
  replaceGraph: (label, graph) => get().edit(label, () => withPositions(graph, get().catalogue)),
  setFrozen: (graph) =>
    set(({ catalogue }) => ({ frozen: graph && withPositions(graph, catalogue), scope: [], base: [] })),
  setScope: (scope, base = scope) => set({ scope, base }),
  redraw: (edit) =>
    set(({ frozen, history, catalogue, scope, isReadOnly }) => {
      const of = (graph: Graph) => {
        const edited = editAt(graph, { catalogue, scope }, edit);
        return growFrames(graph, edited, { catalogue, scope });
      };
      if (frozen) return { frozen: of(frozen) };
      return isReadOnly ? { history: { ...history, graph: of(history.graph) } } : {};
    }),
});

/** Nodes of two bodies may have the same id: what is typed in one does not coalesce with the other. */
function keyIn(scope: Scope, key: string): string {
  const prefix = scope.map((id) => `${id}/`).join("");
  return key.startsWith(prefix) ? key : prefix + key;
}

/** A body that is not there at that time is left. */
function travelled(
  { catalogue, scope, base }: DocumentSlice,
  history: History,
): Pick<DocumentSlice, "history" | "scope" | "base"> {
  const { graph } = history;
  const next = { scope: scopeIn(graph, catalogue, scope), base: scopeIn(graph, catalogue, base) };
  // A body that is not drawn open at that time cannot be worked in where the canvas is.
  const isDrawn =
    originOf(graphAt(graph, catalogue, next.base), catalogue, next.scope.slice(next.base.length)) !== undefined;
  return { history, ...next, scope: isDrawn ? next.scope : next.base };
}

type Shown = Pick<DocumentSlice, "frozen" | "history" | "catalogue" | "scope" | "base">;

/** Whether the newest version says what the draft says. A drag is looked at when it ends. */
export function isAsPublished({ publishedGraph, history }: Pick<DocumentSlice, "publishedGraph" | "history">): boolean {
  return publishedGraph !== undefined && isSameVersion(publishedGraph, history.gesture?.graph ?? history.graph);
}

/** The whole pipeline: the draft, or the frozen graph of the run that is shown. */
export function wholeGraphOf(state: Pick<DocumentSlice, "frozen" | "history">): Graph {
  return state.frozen ?? state.history.graph;
}

/** The graph that is edited and selected in: the whole pipeline, or the body of a node. */
export function graphOf(state: Shown): Graph {
  return graphAt(wholeGraphOf(state), state.catalogue, state.scope);
}

/** The way to what is on the canvas: an undo or a change from elsewhere may have taken a body away. */
export function scopeOf(state: Shown): Scope {
  return scopeIn(wholeGraphOf(state), state.catalogue, state.scope);
}

/** The graph that the canvas draws, with the bodies that are open in it. */
export function drawnGraphOf(state: Pick<Shown, "frozen" | "history" | "catalogue" | "base">): Graph {
  return graphAt(wholeGraphOf(state), state.catalogue, state.base);
}

/** Whether a body is worked in where it is drawn, inside its node. */
export function isInPlace({ scope, base }: Pick<Shown, "scope" | "base">): boolean {
  return scope.length > base.length;
}

export function canEdit(state: Pick<DocumentSlice, "frozen" | "isReadOnly">): boolean {
  return !state.isReadOnly && state.frozen === undefined;
}
