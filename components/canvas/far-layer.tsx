"use client";
import { useStoreApi } from "@xyflow/react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { portKinds } from "../../lib/ports.ts";
import { useEditor } from "../editor/context.tsx";
import { farDrawing } from "./far-drawing.ts";
import type { CableEdge } from "./flow-edges.ts";
import type { FlowNode } from "./flow-nodes.ts";
import { readColors, watchTheme } from "./token-colors.ts";
import { useLooks } from "./use-looks.ts";

type Props = { nodes: readonly FlowNode[]; edges: readonly CableEdge[]; isFar: boolean };

/** All nodes and edges as one picture behind the pane, while the view is far out and for the moment of changing over. */
export function FarLayer({ nodes, edges, isFar }: Props) {
  const isShown = useLinger(isFar);
  return isFar || isShown ? <Picture nodes={nodes} edges={edges} /> : null;
}

function Picture({ nodes, edges }: Omit<Props, "isFar">) {
  const flow = useStoreApi();
  const lookOf = useLooks();
  const isDragging = useEditor((state) => state.history.gesture !== undefined);
  const still = useRef<HTMLCanvasElement>(null);
  const loose = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<ReturnType<typeof farDrawing>>(undefined);
  useLayoutEffect(() => {
    const [back, front] = [still.current, loose.current];
    if (!back || !front) return undefined;
    const host = back.parentElement ?? document.body;
    const made = farDrawing({ still: back, loose: front }, () => readColors(host, Object.keys(portKinds)));
    drawing.current = made;
    return () => made.stop();
  }, []);
  useLayoutEffect(() => drawing.current?.setScene({ nodes, edges, lookOf, isDragging }));
  // Last, so that the first picture already has its scene, and is there before the cards have gone.
  useLayoutEffect(() => {
    const look = () => {
      const { transform, width, height } = flow.getState();
      drawing.current?.setView({ x: transform[0], y: transform[1], zoom: transform[2], width, height });
    };
    look();
    const leave = [flow.subscribe(look), watchTheme(() => drawing.current?.recolor())];
    return () => {
      for (const stop of leave) stop();
    };
  }, [flow]);
  return (
    <div className="pb-far" data-painted>
      <canvas ref={still} role="img" aria-label={`${nodes.length} nodes, seen from afar. The arrow keys walk them.`} />
      <canvas ref={loose} aria-hidden hidden />
    </div>
  );
}

/** Stays true for two frames more: React Flow mounts the cards a moment after it is told to. */
function useLinger(isOn: boolean): boolean {
  const [isLate, setLate] = useState(isOn);
  useEffect(() => {
    if (isOn) {
      setLate(true);
      return undefined;
    }
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setLate(false));
    });
    return () => cancelAnimationFrame(frame);
  }, [isOn]);
  return isLate;
}
