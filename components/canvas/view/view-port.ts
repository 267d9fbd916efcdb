import type { ReactFlowInstance } from "@xyflow/react";
import type { DrawnBox, ViewPort } from "../../editor/store/view-port.ts";
import type { FlowEdge } from "../edges/flow-edges.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { firstView, startOf } from "./first-view.ts";

export type Flow = ReactFlowInstance<FlowNode, FlowEdge>;
type Pane = { width: number; height: number };

/** React Flow as the editor's window onto the canvas. `paneNow` gives its size; `onMoved` is called when a person moves it. */
export function viewPortOf(flow: Flow, { paneNow, onMoved }: { paneNow: () => Pane; onMoved: () => void }): ViewPort {
  const moved = (_movement: Promise<boolean>) => onMoved();
  return {
    zoom: () => flow.getZoom(),
    viewport: () => flow.getViewport(),
    setViewport: (viewport) => void flow.setViewport(viewport),
    // Far out every node is hidden from React Flow, and is to be fitted into view all the same.
    fit: (options) => moved(flow.fitView({ includeHiddenNodes: true, ...options })),
    showStart: () => showStart(flow, paneNow()),
    centreOn: ({ x, y }, options) => moved(flow.setCenter(x, y, options)),
    zoomIn: (options) => moved(flow.zoomIn(options)),
    zoomOut: (options) => moved(flow.zoomOut(options)),
    zoomTo: (zoom, options) => moved(flow.zoomTo(zoom, options)),
    toCanvas: (screen) => flow.screenToFlowPosition(screen),
    toScreen: (canvas) => flow.flowToScreenPosition(canvas),
    boxes: () => flow.getNodes().flatMap((node) => drawnBox(node) ?? []),
    box: (id) => drawnBox(flow.getNode(id)),
    bounds: () => flow.getNodesBounds(flow.getNodes()),
  };
}

/** Shows a pipeline as it is looked at first. */
export function showStart(flow: Flow, pane: Pane): void {
  const boxes = flow.getNodes().flatMap((node) => drawnBox(node) ?? []);
  const cards = boxes.filter(({ kind }) => kind === "card" || kind === "folded-group");
  void flow.setViewport(firstView(boxes, startOf(cards), pane));
}

function drawnBox(node: FlowNode | undefined): DrawnBox | undefined {
  if (node?.width === undefined || node.height === undefined) return undefined;
  const { id, position, width, height } = node;
  return { id, kind: kindOf(node), ...position, width, height };
}

function kindOf(node: FlowNode): DrawnBox["kind"] {
  if (node.type === "group-box") return node.data.border ? "folded-group" : "frame";
  return node.type;
}
