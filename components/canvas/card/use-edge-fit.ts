import { edgeBetween, portsAt, refuseEdge } from "../../../lib/edit/edges.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import type { EditorState } from "../../editor/store/state.ts";

/**
 * While an edge is drawn: the names of this node's ports that would take it, joined by a line break, or "none". Undefined
 * when no edge is drawn, and for the node the edge comes from. A string, so that equal answers render nothing.
 */
export function useEdgeFit(nodeId: string): string | undefined {
  return useEditor((state) => edgeFit(state, nodeId));
}

function edgeFit(state: EditorState, nodeId: string): string | undefined {
  const { edgeEnd, catalogue } = state;
  if (!edgeEnd || edgeEnd.node === nodeId) return undefined;
  const graph = drawnGraphOf(state);
  const side = edgeEnd.side === "outputs" ? "inputs" : "outputs";
  const fitting = Object.keys(portsAt(graph, catalogue, nodeId)[side]).filter(
    (port) => refuseEdge(graph, catalogue, edgeBetween(edgeEnd, { node: nodeId, port })) === undefined,
  );
  return fitting.length === 0 ? "none" : `${side}\n${fitting.join("\n")}`;
}
