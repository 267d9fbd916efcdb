import { useEffect, useLayoutEffect } from "react";
import { checkGraph } from "../../lib/check.ts";
import { checkSettings } from "../inspector/check-settings.ts";
import { useEditor, useEditorStore } from "./store/context.tsx";
import { graphOf, wholeGraphOf } from "./store/document-slice.ts";
import type { EditorStore } from "./store/store.ts";

/** Checks the graph a moment after its last change of meaning; moving nodes about is none. */
export function useIssues(): void {
  const store = useEditorStore();
  const nodes = useEditor((state) => graphOf(state).nodes);
  const edges = useEditor((state) => graphOf(state).edges);
  const isAsked = useEditor(({ dialog }) => dialog === "run" || dialog === "publish");
  // Who asks to run right after an edit must not be told what stood in the way before it, not for a moment.
  useLayoutEffect(() => {
    if (isAsked) check(store);
  }, [store, isAsked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: nodes and edges say when; the whole graph is read then.
  useEffect(() => {
    // A dialog asks after the whole pipeline, which is checked already.
    if (isAsked) return;
    // A check of a large graph takes a while; it waits until the page has nothing better to do.
    return afterAWhile(150, () => check(store));
  }, [store, nodes, edges, isAsked]);
}

function check(store: EditorStore): void {
  const state = store.getState();
  // A drawing of two versions at once is no pipeline that could have problems.
  const isDrawing = state.canvasView !== undefined && state.canvasView.kind !== "version";
  const isAsked = state.dialog === "run" || state.dialog === "publish";
  const graph = isAsked ? wholeGraphOf(state) : graphOf(state);
  state.set({ issues: isDrawing ? [] : checkGraph(graph, state.catalogue, checkSettings(state.catalogue)) });
}

function afterAWhile(ms: number, act: () => void): () => void {
  let handle: number | undefined;
  const timer = setTimeout(() => {
    // Safari has no idle callbacks.
    if ("requestIdleCallback" in window) handle = requestIdleCallback(act, { timeout: 1000 });
    else act();
  }, ms);
  return () => {
    clearTimeout(timer);
    if (handle !== undefined) cancelIdleCallback(handle);
  };
}
