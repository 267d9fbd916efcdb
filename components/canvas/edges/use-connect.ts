/** Drawing edges: from port to port, onto a node, onto the empty canvas; and taking an edge by its end elsewhere. */
import type { Connection, FinalConnectionState, IsValidConnection, OnConnectStart } from "@xyflow/react";
import { useMemo } from "react";
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
import type { Edge, Position } from "../../../lib/graph.ts";
import { portKinds } from "../../../lib/port-kinds.ts";
import { useEditorStore } from "../../editor/store/context.tsx";
import type { EditorStore } from "../../editor/store/store.ts";
import { endpointOf } from "../flow-ids.ts";
import { pointOf } from "../pointer/pointer-point.ts";
import type { FlowEdge } from "./flow-edges.ts";

export function useConnect() {
  const store = useEditorStore();
  return useMemo(() => connectHandlers(store), [store]);
}

type Ends = Pick<Edge, "from" | "to">;

function connectHandlers(store: EditorStore) {
  /** The edge whose end is dragged: until it is dropped, the graph counts as without it. */
  let moves: string | undefined;
  const openGraph = () => {
    const { graph } = store.getState().history;
    return moves === undefined ? graph : disconnect(graph, [moves]);
  };
  const refusalOf = (ends: Ends) => refuseEdge(openGraph(), store.getState().catalogue, ends);
  const add = (ends: Ends) => {
    const { catalogue, edit } = store.getState();
    const id = moves;
    edit(id === undefined ? "Connect" : "Move edge", (graph) =>
      connect(disconnect(graph, id === undefined ? [] : [id]), catalogue, { id: id ?? makeId("e"), ...ends }),
    );
  };
  const isValidConnection: IsValidConnection = (connection) => {
    const ends = endsOf(connection);
    return ends !== undefined && refusalOf(ends) === undefined;
  };
  const onConnectStart: OnConnectStart = (_event, { nodeId, handleId, handleType }) => {
    if (nodeId === null || handleId === null || handleType === null) return;
    const side = handleType === "source" ? "outputs" : "inputs";
    const edgeEnd = { ...endpointOf(nodeId, handleId), side } as const;
    store.getState().set({ edgeEnd, picker: undefined, refusal: undefined, portChoice: undefined });
  };
  const onConnectEnd = (event: MouseEvent | TouchEvent, end: Pick<FinalConnectionState, "isValid" | "toHandle">) => {
    const { edgeEnd, set, viewPort } = store.getState();
    set({ edgeEnd: undefined });
    if (!edgeEnd || end.isValid || !viewPort) return;
    const screen = pointOf(event);
    const under = document.elementFromPoint(screen.x, screen.y);
    const target = end.toHandle?.nodeId ?? under?.closest<HTMLElement>(".react-flow__node-card")?.dataset.id;
    if (end.toHandle?.id != null)
      refuse(edgeBetween(edgeEnd, endpointOf(end.toHandle.nodeId, end.toHandle.id)), screen);
    else if (target !== undefined) dropOnNode(edgeEnd, target, screen);
    else if (under?.closest(".pb-group.is-collapsed"))
      set({ refusal: { text: "Drop it on one of the group's ports, or expand the group.", screen } });
    else if (under?.closest(".pb-canvas")) dropOnCanvas(edgeEnd, screen);
  };
  const refuse = (ends: Ends, screen: Position) => {
    const text = refusalOf(ends);
    if (text !== undefined) store.getState().set({ refusal: { text, screen } });
  };
  const dropOnCanvas = (edgeEnd: EdgeEnd, screen: Position) => {
    const { set, viewPort, edit } = store.getState();
    const id = moves;
    if (id !== undefined) edit("Disconnect", (graph) => disconnect(graph, [id]));
    else if (viewPort) set({ picker: { screen, canvas: viewPort.toCanvas(screen), edgeEnd } });
  };
  const dropOnNode = (edgeEnd: EdgeEnd, node: string, screen: Position) => {
    if (node === edgeEnd.node) return;
    const { catalogue, set } = store.getState();
    const ports = bestPorts(openGraph(), catalogue, edgeEnd, node);
    const [port] = ports;
    if (ports.length > 1) set({ portChoice: { screen, edgeEnd, node, ports, moves } });
    else if (port !== undefined) add(edgeBetween(edgeEnd, { node, port }));
    else {
      const kind = portAt(openGraph(), catalogue, edgeEnd)?.kind ?? "any";
      const side = edgeEnd.side === "outputs" ? "No free input here accepts" : "No output here provides";
      set({ refusal: { text: `${side} ${portKinds[kind].title}.`, screen } });
    }
  };
  const onConnect = (connection: Connection) => {
    const ends = endsOf(connection);
    if (ends) add(ends);
  };
  return {
    isValidConnection,
    onConnectStart,
    onConnectEnd,
    onConnect,
    onReconnectStart: (_event: unknown, { id }: FlowEdge) => {
      moves = id;
    },
    onReconnect: (_edge: FlowEdge, connection: Connection) => onConnect(connection),
    onReconnectEnd: () => {
      moves = undefined;
    },
  };
}

function endsOf({ source, sourceHandle, target, targetHandle }: Parameters<IsValidConnection>[0]): Ends | undefined {
  if (sourceHandle == null || targetHandle == null) return undefined;
  return { from: endpointOf(source, sourceHandle), to: endpointOf(target, targetHandle) };
}
