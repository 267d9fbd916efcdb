/**
 * The store as it is inside a body that is drawn open in its node: the same store, and a state whose graph, selection,
 * problems and run are those of the body. Whatever draws or edits a graph works in there as it does outside.
 */
import { graphAt, type Scope } from "../../../lib/edit/bodies.ts";
import type { Issue } from "../../../lib/graph/issue.ts";
import type { CanvasView } from "./canvas-view-slice.ts";
import { drawDiff } from "./draw-diff.ts";
import { nothing } from "./selection-slice.ts";
import type { EditorState } from "./state.ts";
import type { EditorStore } from "./store.ts";

const roots = new WeakMap<EditorStore, EditorStore>();

/** The store of the page, of one that may be inside a body. */
export const rootOf = (store: EditorStore): EditorStore => roots.get(store) ?? store;

/** `scope` is the whole way to the body; `store` may itself be one inside a body. */
export function storeInside(store: EditorStore, scope: Scope): EditorStore {
  const root = rootOf(store);
  let outside: EditorState | undefined;
  let inside = stateInside(root.getState(), scope);
  const getState = () => {
    const now = root.getState();
    if (now !== outside) inside = stateInside(now, scope);
    outside = now;
    return inside;
  };
  const made: EditorStore = {
    ...root,
    getState,
    getInitialState: getState,
    subscribe: (listener) =>
      root.subscribe(() => {
        const before = inside;
        listener(getState(), before);
      }),
  };
  roots.set(made, root);
  return made;
}

/** From now on edits and the selection are those of the graph that this store is in, where it is drawn. */
export function enter(store: EditorStore): void {
  const root = rootOf(store);
  const { scope: before, base, setScope, select } = root.getState();
  const scope = root === store ? base : store.getState().base;
  if (before.join("/") === scope.join("/")) return;
  setScope(scope, base);
  select(nothing);
}

function stateInside(state: EditorState, scope: Scope): EditorState {
  const isHere = state.scope.join("/") === scope.join("/");
  const { canvasView } = state;
  return {
    ...state,
    scope,
    base: scope,
    selection: isHere ? state.selection : nothing,
    renaming: isHere ? state.renaming : undefined,
    highlighted: isHere ? state.highlighted : undefined,
    ...issuesOf(state, scope, isHere),
    canvasView: canvasView?.kind === "compare" ? compareInside(canvasView, state, scope) : canvasView,
  };
}

function issuesOf(
  { issues, drawnIssues, base }: EditorState,
  scope: Scope,
  isHere: boolean,
): Pick<EditorState, "issues" | "drawnIssues"> {
  const here = isHere ? issues : issuesInside(drawnIssues, scope.slice(base.length));
  return { issues: here, drawnIssues: here };
}

/** The problems in a body, which are listed at the node around it. The lists are the same for as long as all are. */
function issuesInside(issues: readonly Issue[], scope: Scope): readonly Issue[] {
  const known = inside.get(issues) ?? new Map<string, readonly Issue[]>();
  inside.set(issues, known);
  const key = scope.join("/");
  const made =
    known.get(key) ??
    issues.flatMap((issue) => {
      const way = [issue.nodeId, ...(issue.inside ?? [])];
      const nodeId = way[scope.length];
      if (nodeId === undefined || scope.some((id, depth) => way[depth] !== id)) return [];
      return [{ ...issue, nodeId, inside: (issue.inside ?? []).slice(scope.length) }];
    });
  known.set(key, made);
  return made;
}
const inside = new WeakMap<readonly Issue[], Map<string, readonly Issue[]>>();

type Compare = Extract<CanvasView, { kind: "compare" }>;

/** What differs between the bodies of both sides. */
function compareInside(view: Compare, { catalogue }: EditorState, scope: Scope): Compare {
  const known = compared.get(view) ?? new Map<string, Compare>();
  compared.set(view, known);
  const key = scope.join("/");
  const [before, after] = [view.before.graph, view.after.graph].map((graph) => graphAt(graph, catalogue, scope));
  const made = known.get(key) ?? (before && after ? { ...view, ...marksOf(before, after) } : view);
  known.set(key, made);
  return made;
}
const compared = new WeakMap<Compare, Map<string, Compare>>();

function marksOf(...[before, after]: Parameters<typeof drawDiff>): Pick<Compare, "diff" | "marks"> {
  const { diff, marks } = drawDiff(before, after);
  return { diff, marks };
}
