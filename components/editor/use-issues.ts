import { useEffect, useLayoutEffect } from "react";
import { checkGraph } from "../../lib/check.ts";
import type { checkSettings } from "../inspector/check-settings.ts";
import { whenIdle } from "../ui/lazy/when-idle.ts";
import { useEditor, useEditorStore } from "./store/context.tsx";
import { graphOf } from "./store/document-slice.ts";
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
    // A check of a large graph takes a while; it waits until the page has nothing better to do.
    return afterAWhile(150, () => check(store));
  }, [store, nodes, edges]);
}

/** Reads the settings' schemas; fetched with the first check, since it is a large part of a page that is only looked at. */
let settings: typeof checkSettings | undefined;

async function loadSettings(): Promise<void> {
  settings ??= (await import("../inspector/check-settings.ts")).checkSettings;
}

/** Checks the graph now, and its settings too as soon as that can be done. */
function check(store: EditorStore): void {
  checkNow(store);
  // Without the connection the settings are checked with the next change, and by the server.
  if (!settings)
    loadSettings().then(
      () => checkNow(store),
      () => undefined,
    );
}

function checkNow(store: EditorStore): void {
  const state = store.getState();
  // A drawing of two versions at once is no pipeline that could have problems.
  const isDrawing = state.canvasView !== undefined && state.canvasView.kind !== "version";
  state.set({
    issues: isDrawing ? [] : checkGraph(graphOf(state), state.catalogue, settings?.(state.catalogue)),
  });
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
