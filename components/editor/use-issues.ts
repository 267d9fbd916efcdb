import { useEffect, useLayoutEffect } from "react";
import { whenIdle } from "../ui/lazy/when-idle.ts";
import { check } from "./checks.ts";
import { useEditor, useEditorStore } from "./store/context.tsx";
import { graphOf } from "./store/document-slice.ts";

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

function afterAWhile(ms: number, act: () => void): () => void {
  let callOff: (() => void) | undefined;
  const timer = setTimeout(() => {
    callOff = whenIdle(act, 1000);
  }, ms);
  return () => {
    clearTimeout(timer);
    callOff?.();
  };
}
