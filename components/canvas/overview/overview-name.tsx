"use client";
import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef, useState } from "react";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { nodeAtPoint } from "./overview-hit-test.ts";
import { details } from "./overview-shapes.ts";

/** The name of the thing under the pointer, which is too small to read. */
export function OverviewName({ nodes }: { nodes: readonly FlowNode[] }) {
  const flow = useStoreApi();
  const store = useEditorStore();
  const [hovered, setHovered] = useState<{ id: string; x: number; y: number }>();
  const latest = useRef(nodes);
  latest.current = nodes;
  useEffect(() => {
    const host = flow.getState().domNode;
    const section = host?.closest<HTMLElement>(".pb-canvas");
    if (!host || !section) return undefined;
    const stop = new AbortController();
    const hide = () => setHovered(undefined);
    const move = (event: PointerEvent) => {
      const point = store.getState().viewPort?.toCanvas({ x: event.clientX, y: event.clientY });
      const isReadable = flow.getState().transform[2] > details.letters;
      const hit = point && !isReadable && event.buttons === 0 ? nodeAtPoint(latest.current, point) : undefined;
      const { transform } = flow.getState();
      const x = (hit?.position.x ?? 0) * transform[2] + transform[0];
      const y = ((hit?.position.y ?? 0) + (hit?.height ?? 0)) * transform[2] + transform[1] + 6;
      setHovered((now) => (now?.id === hit?.id ? now : hit && { id: hit.id, x, y }));
    };
    host.addEventListener("pointermove", move, { signal: stop.signal });
    for (const event of ["pointerdown", "wheel", "pointerleave"])
      host.addEventListener(event, hide, { signal: stop.signal, passive: true });
    const leave = flow.subscribe((now, before) => {
      if (now.transform !== before.transform) hide();
    });
    return () => {
      stop.abort();
      leave();
    };
  }, [flow, store]);
  const node = hovered && nodes.find(({ id }) => id === hovered.id);
  const group = useEditor(
    (state) => node?.type === "group-box" && drawnGraphOf(state).layout.groups[node.data.groupId],
  );
  const name = node?.type === "card" ? node.data.title : group ? group.title : "";
  return name ? (
    <span className="pb-overview-name" style={{ transform: `translate(${hovered?.x}px, ${hovered?.y}px)` }}>
      {name}
    </span>
  ) : null;
}
