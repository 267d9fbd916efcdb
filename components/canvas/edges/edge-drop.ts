/** What happens to an edge that is drawn, or taken by its end, where it is dropped. */
import type { FinalConnectionState } from "@xyflow/react";
import {
  bestPorts,
  connect,
  disconnect,
  type EdgeEnd,
  edgeBetween,
  portAt,
  refuseEdge,
} from "../../../lib/edit/edges.ts";
import { makeId } from "../../../lib/edit/ids.ts";
import type { Edge, Position } from "../../../lib/graph/graph.ts";
import { portKinds } from "../../../lib/ports/port-kinds.ts";
import { graphOf } from "../../editor/store/document-slice.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import { endpointOf } from "../flow-ids.ts";
import { pointOf } from "../pointer/pointer-point.ts";

export type Ends = Pick<Edge, "from" | "to">;
export type DropTarget = Pick<FinalConnectionState, "isValid" | "toHandle">;

/** `moves` is the edge whose end is dragged: until it is dropped, the graph counts as without it. */
export function edgeDrop(store: EditorStore, moves: () => string | undefined) {
  const openGraph = () => {
    const graph = graphOf(store.getState());
    const id = moves();
    return id === undefined ? graph : disconnect(graph, [id]);
  };
  const refusalOf = (ends: Ends) => refuseEdge(openGraph(), store.getState().catalogue, ends);
  const add = (ends: Ends) => {
    const { catalogue, edit } = store.getState();
    const id = moves();
    edit(id === undefined ? "Connect" : "Move edge", (graph) =>
      connect(disconnect(graph, id === undefined ? [] : [id]), catalogue, { id: id ?? makeId("e"), ...ends }),
    );
  };
  const refuse = (ends: Ends, screen: Position) => {
    const text = refusalOf(ends);
    if (text !== undefined) store.getState().set({ refusal: { text, screen } });
  };
  const dropOnCanvas = (edgeEnd: EdgeEnd, screen: Position) => {
    const { set, viewPort, edit } = store.getState();
    const id = moves();
    if (id !== undefined) edit("Disconnect", (graph) => disconnect(graph, [id]));
    else if (viewPort) set({ picker: { screen, canvas: viewPort.toCanvas(screen), edgeEnd } });
  };
  const dropOnNode = (edgeEnd: EdgeEnd, node: string, screen: Position) => {
    if (node === edgeEnd.node) return;
    const { catalogue, set } = store.getState();
    const ports = bestPorts(openGraph(), catalogue, edgeEnd, node);
    const [port] = ports;
    if (ports.length > 1) set({ portChoice: { screen, edgeEnd, node, ports, moves: moves() } });
    else if (port !== undefined) add(edgeBetween(edgeEnd, { node, port }));
    else {
      const kind = portAt(openGraph(), catalogue, edgeEnd)?.kind ?? "any";
      const side = edgeEnd.side === "outputs" ? "No free input here accepts" : "No output here provides";
      set({ refusal: { text: `${side} ${portKinds[kind].title}.`, screen } });
    }
  };
  const drop = (edgeEnd: EdgeEnd, event: MouseEvent | TouchEvent, { toHandle }: DropTarget) => {
    const screen = pointOf(event);
    const under = document.elementFromPoint(screen.x, screen.y);
    const target = toHandle?.nodeId ?? under?.closest<HTMLElement>(".react-flow__node-card")?.dataset.id;
    if (toHandle?.id != null) refuse(edgeBetween(edgeEnd, endpointOf(toHandle.nodeId, toHandle.id)), screen);
    else if (target !== undefined) dropOnNode(edgeEnd, target, screen);
    else if (under?.closest(".pb-group.is-collapsed"))
      store.getState().set({ refusal: { text: "Drop it on one of the group's ports, or expand the group.", screen } });
    else if (under?.closest(".pb-canvas")) dropOnCanvas(edgeEnd, screen);
  };
  return { refusalOf, add, refuse, dropOnNode, dropOnCanvas, drop };
}
