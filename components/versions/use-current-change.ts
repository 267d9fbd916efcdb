import { useEffect, useMemo, useRef, useState } from "react";
import { groupPrefix, notePrefix } from "../canvas/flow-ids.ts";
import { isTyping } from "../editor/actions/is-typing.ts";
import type { CanvasView } from "../editor/store/canvas-view-slice.ts";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { graphOf } from "../editor/store/document-slice.ts";
import { motion } from "../ui/page/motion.ts";
import { type Change, listChanges } from "./changes.ts";

/** The rows of a comparison and the one that is shown; N and Shift+N go on and back. */
export function useCurrentChange(canvasView: Extract<CanvasView, { kind: "compare" }>) {
  const store = useEditorStore();
  const graph = useEditor(graphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const showsMoves = useEditor((state) => state.showsMoves);
  const changes = useMemo(
    () => listChanges({ graph, diff: canvasView.diff, marks: canvasView.marks, catalogue }, showsMoves),
    [graph, canvasView, catalogue, showsMoves],
  );
  const [current, setCurrent] = useState(-1);
  const go = (by: number) => {
    if (changes.length === 0) return;
    const from = current < 0 && by < 0 ? 0 : current;
    const next = (from + by + changes.length) % changes.length;
    setCurrent(next);
    const change = changes[next];
    if (change) show(change);
  };
  const show = (change: Change) => {
    const { select, viewPort } = store.getState();
    const { nodes, edge, item, what } = change;
    select(edge ? { edges: new Set([edge]) } : item ? {} : { nodes: new Set(nodes) });
    const ids = item ? [(what === "group" ? groupPrefix : notePrefix) + item] : nodes;
    viewPort?.fit({ nodes: ids.map((id) => ({ id })), maxZoom: 1, padding: 0.4, ...motion(180) });
  };
  const again = useRef(() => {});
  again.current = () => {
    const change = changes[current];
    if (change) show(change);
  };
  // A canvas that has become smaller, as on a phone that was turned, still shows the change.
  useEffect(() => {
    const canvas = document.querySelector(".react-flow");
    if (!canvas) return;
    const observer = new ResizeObserver(() => again.current());
    observer.observe(canvas);
    return () => observer.disconnect();
  }, []);
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || isTyping(event.target)) return;
      event.preventDefault();
      latest.current(event.shiftKey ? -1 : 1);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return { changes, current, go };
}
