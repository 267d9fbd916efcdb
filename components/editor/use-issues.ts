import { useEffect } from "react";
import { checkGraph } from "../../lib/check.ts";
import { checkSettings } from "../inspector/check-settings.ts";
import { useEditor, useEditorStore } from "./context.tsx";
import { graphOf } from "./document-slice.ts";

/** Checks the graph a moment after its last change of meaning; moving nodes about is none. */
export function useIssues(): void {
  const store = useEditorStore();
  const nodes = useEditor((state) => graphOf(state).nodes);
  const edges = useEditor((state) => graphOf(state).edges);
  // biome-ignore lint/correctness/useExhaustiveDependencies: nodes and edges say when; the whole graph is read then.
  useEffect(() => {
    // A check of a large graph takes a while; it waits until the page has nothing better to do.
    return afterAWhile(150, () => {
      const state = store.getState();
      // A drawing of two versions at once is no pipeline that could have problems.
      if (state.look && state.look.kind !== "version") return state.set({ issues: [] });
      state.set({ issues: checkGraph(graphOf(state), state.catalogue, checkSettings(state.catalogue)) });
    });
  }, [store, nodes, edges]);
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
