import { type ReactFlowState, useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { FlowNode } from "../flow-nodes.ts";
import { nodeAtPoint } from "./overview-hit-test.ts";
import { zooms } from "./use-overview.ts";

/**
 * What the pointer is on in the overview: the node under it and, while an edge is drawn, the
 * node that it comes from. They are mounted as cards, so that an edge finds its ports. Frames and notes are not, as they
 * would cover the picture.
 */
export function useTouched(nodes: readonly FlowNode[], isOverview: boolean): ReadonlySet<string> {
  const flow = useStoreApi();
  const { screenToFlowPosition } = useReactFlow();
  const source = useStore(edgeSource);
  const isReadable = useStore(canReadCards);
  const [pointed, setPointed] = useState<string>();
  const latest = useRef(nodes);
  latest.current = nodes;
  const isOn = isOverview && (isReadable || source !== undefined);
  useEffect(() => {
    const host = flow.getState().domNode;
    if (!isOn || !host) return undefined;
    const stop = new AbortController();
    const onPointer = (event: PointerEvent) => {
      // What is being dragged stays mounted until it is dropped.
      if (event.buttons !== 0 && edgeSource(flow.getState()) === undefined) return;
      setPointed(event.type === "pointerleave" ? undefined : nodeUnder(event));
    };
    const nodeUnder = (event: PointerEvent) => {
      // A port of a card reaches beyond the card.
      const card = event.target instanceof Element ? event.target.closest<HTMLElement>(".react-flow__node") : null;
      if (card?.dataset.id) return card.dataset.id;
      const hit = nodeAtPoint(latest.current, screenToFlowPosition({ x: event.clientX, y: event.clientY }));
      return hit?.handles ? hit.id : undefined;
    };
    host.addEventListener("pointermove", onPointer, { signal: stop.signal });
    host.addEventListener("pointerleave", onPointer, { signal: stop.signal });
    return () => {
      stop.abort();
      setPointed(undefined);
    };
  }, [flow, screenToFlowPosition, isOn]);
  return useMemo(() => new Set([source, pointed].flatMap((id) => (id === undefined ? [] : [id]))), [source, pointed]);
}

function edgeSource({ connection }: ReactFlowState): string | undefined {
  return connection.inProgress ? connection.fromNode.id : undefined;
}

function canReadCards({ transform }: ReactFlowState): boolean {
  return transform[2] >= zooms.enter;
}
