import { type ReactFlowState, useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { nodeAtPoint } from "./far-hits.ts";
import type { FlowNode } from "./flow-nodes.ts";
import { zooms } from "./use-far-out.ts";

/**
 * What the hand is on while a crowd is drawn as one picture: the node under the pointer and, with an edge in hand, the
 * node that it comes from. They are mounted as cards, so that an edge finds its ports. Frames and notes are not, as they
 * would cover the picture.
 */
export function useTouched(nodes: readonly FlowNode[], isFar: boolean): ReadonlySet<string> {
  const flow = useStoreApi();
  const { screenToFlowPosition } = useReactFlow();
  const source = useStore(edgeSource);
  const isReadable = useStore(canReadCards);
  const [pointed, setPointed] = useState<string>();
  const latest = useRef(nodes);
  latest.current = nodes;
  const isOn = isFar && (isReadable || source !== undefined);
  useEffect(() => {
    const host = flow.getState().domNode;
    if (!isOn || !host) return undefined;
    const stop = new AbortController();
    const look = (event: PointerEvent) => {
      // What is being dragged stays mounted until the hand lets go of it.
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
    host.addEventListener("pointermove", look, { signal: stop.signal });
    host.addEventListener("pointerleave", look, { signal: stop.signal });
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
  return transform[2] >= zooms.far;
}
