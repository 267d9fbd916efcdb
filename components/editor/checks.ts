import { toolboxAt } from "../../lib/edit/bodies.ts";
import type { checkWhole } from "../inspector/check-whole.ts";
import { drawnGraphOf, graphOf, isInPlace, wholeGraphOf } from "./store/document-slice.ts";
import type { EditorStore } from "./store/store.ts";

let checks: typeof checkWhole | undefined;
let loading: Promise<void> | undefined;

/** Fetches the checks: the schemas behind them are a large part of a page that is only looked at. */
export function loadChecks(): Promise<void> {
  loading ??= import("../inspector/check-whole.ts").then(
    (module) => {
      checks = module.checkWhole;
    },
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Checks the open graph now, or as soon as the checks are there. Without a connection the server checks, before a run. */
export function check(store: EditorStore): void {
  if (checks) {
    setIssues(store, checks);
    return;
  }
  loadChecks().then(
    () => check(store),
    () => undefined,
  );
}

function setIssues(store: EditorStore, find: typeof checkWhole): void {
  const state = store.getState();
  // A drawing of two versions at once is no pipeline that could have problems.
  const isDrawing = state.canvasView !== undefined && state.canvasView.kind !== "version";
  const isAsked = state.dialog === "run" || state.dialog === "publish";
  const graph = isAsked ? wholeGraphOf(state) : graphOf(state);
  const toolbox = isAsked ? undefined : toolboxAt(wholeGraphOf(state), state.catalogue, state.scope);
  const issues = isDrawing ? [] : find(graph, state.catalogue, toolbox);
  const isAround = !isDrawing && isInPlace(state);
  state.set({ issues, drawnIssues: isAround ? find(drawnGraphOf(state), state.catalogue) : issues });
}
