"use client";
import { queryPart } from "../api/query-part.tsx";
import { useEditor } from "../editor/store/context.tsx";
import { soleNode } from "../editor/store/selection-slice.ts";

const NodePanel = queryPart(async () => (await import("./node-panel.tsx")).NodePanel);

/** The right panel: settings of the one selected node. */
export function Inspector() {
  const nodeId = useEditor(soleNode);
  return nodeId === undefined ? null : <NodePanel key={nodeId} nodeId={nodeId} />;
}
