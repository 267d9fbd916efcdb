"use client";
import { useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { portKinds } from "../../lib/ports.ts";
import { useEditor, useEditorStore } from "../editor/context.tsx";
import { farDrawing } from "./far-drawing.ts";
import type { CableEdge } from "./flow-edges.ts";
import type { FlowNode } from "./flow-nodes.ts";
import { subtitleOf as subtitleText } from "./subtitle.ts";
import { readColors, watchTheme } from "./token-colors.ts";
import { useLooks } from "./use-looks.ts";

type Props = {
  nodes: readonly FlowNode[];
  edges: readonly CableEdge[];
  isFar: boolean;
  /** What is there as cards; undefined in a small pipeline near by, where all is. */
  mounting: { mounted: ReadonlySet<string>; isFilling: boolean } | undefined;
};

const none: ReadonlySet<string> = new Set();

/** What is not mounted as one picture behind the pane: everything far out, and while the cards of a near view come. */
export function FarLayer({ mounting, ...things }: Props) {
  const isNeeded = things.isFar || mounting?.isFilling === true;
  const isShown = useLinger(isNeeded);
  return isNeeded || isShown ? <Picture {...things} mounted={mounting?.mounted ?? none} /> : null;
}

function Picture({ nodes, edges, isFar, mounted }: Omit<Props, "mounting"> & { mounted: ReadonlySet<string> }) {
  const flow = useStoreApi();
  const store = useEditorStore();
  const subtitleOf = useCallback((id: string) => subtitleText(store.getState(), id), [store]);
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
  useLayoutEffect(() => drawing.current?.setScene({ nodes, edges, lookOf, subtitleOf, mounted, isDragging }));
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
      <canvas
        ref={still}
        {...(isFar
          ? { role: "img", "aria-label": `${nodes.length} nodes, seen from afar. The arrow keys walk them.` }
          : { "aria-hidden": true })}
      />
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
