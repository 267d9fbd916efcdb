import { portsAt, refuseEdge, wireBetween } from "../../lib/edit/wires.ts";
import { useEditor } from "../editor/context.tsx";
import { graphOf } from "../editor/document-slice.ts";
import type { EditorState } from "../editor/state.ts";

/**
 * While a wire is drawn: the names of this node's ports that would take it, joined by a line break, or "none". Undefined
 * when no wire is drawn, and for the node the wire comes from. A string, so that equal answers render nothing.
 */
export function useWireFit(nodeId: string): string | undefined {
  return useEditor((state) => wireFit(state, nodeId));
}

function wireFit(state: EditorState, nodeId: string): string | undefined {
  const { wire, catalogue } = state;
  if (!wire || wire.node === nodeId) return undefined;
  const graph = graphOf(state);
  const side = wire.side === "outputs" ? "inputs" : "outputs";
  const fitting = Object.keys(portsAt(graph, catalogue, nodeId)[side]).filter(
    (port) => refuseEdge(graph, catalogue, wireBetween(wire, { node: nodeId, port })) === undefined,
  );
  return fitting.length === 0 ? "none" : `${side}\n${fitting.join("\n")}`;
}
