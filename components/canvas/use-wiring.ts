/** Drawing wires: from port to port, onto a node, onto the empty canvas; and taking an edge by its end elsewhere. */
import type { Connection, FinalConnectionState, IsValidConnection, OnConnectStart } from "@xyflow/react";
import { useMemo } from "react";
import { makeId } from "../../lib/edit/ids.ts";
import { bestPorts, connect, disconnect, portAt, refuseEdge, type WireEnd, wireBetween } from "../../lib/edit/wires.ts";
import type { Edge, Position } from "../../lib/graph.ts";
import { portKinds } from "../../lib/ports.ts";
import { useEditorStore } from "../editor/context.tsx";
import type { EditorStore } from "../editor/store.ts";
import type { CableEdge } from "./flow-edges.ts";
import { endpointOf } from "./flow-ids.ts";
import { pointOf } from "./pointer-point.ts";

export function useWiring() {
  const store = useEditorStore();
  return useMemo(() => wiring(store), [store]);
}

type Ends = Pick<Edge, "from" | "to">;

function wiring(store: EditorStore) {
  /** The edge whose end is in the hand: while it moves, the graph counts as without it. */
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
    const wire = { ...endpointOf(nodeId, handleId), side } as const;
    store.getState().set({ wire, picker: undefined, refusal: undefined, portChoice: undefined });
  };
  const onConnectEnd = (event: MouseEvent | TouchEvent, end: Pick<FinalConnectionState, "isValid" | "toHandle">) => {
    const { wire, set, flow } = store.getState();
    set({ wire: undefined });
    if (!wire || end.isValid || !flow) return;
    const screen = pointOf(event);
    const under = document.elementFromPoint(screen.x, screen.y);
    const target = end.toHandle?.nodeId ?? under?.closest<HTMLElement>(".react-flow__node-card")?.dataset.id;
    if (end.toHandle?.id != null) refuse(wireBetween(wire, endpointOf(end.toHandle.nodeId, end.toHandle.id)), screen);
    else if (target !== undefined) dropOnNode(wire, target, screen);
    else if (under?.closest(".pb-group.is-collapsed"))
      set({ refusal: { text: "Drop it on one of the group's ports, or expand the group.", screen } });
    else if (under?.closest(".pb-canvas")) dropOnCanvas(wire, screen);
  };
  const refuse = (ends: Ends, screen: Position) => {
    const text = refusalOf(ends);
    if (text !== undefined) store.getState().set({ refusal: { text, screen } });
  };
  const dropOnCanvas = (wire: WireEnd, screen: Position) => {
    const { set, flow, edit } = store.getState();
    const id = moves;
    if (id !== undefined) edit("Disconnect", (graph) => disconnect(graph, [id]));
    else if (flow) set({ picker: { screen, canvas: flow.screenToFlowPosition(screen), wire } });
  };
  const dropOnNode = (wire: WireEnd, node: string, screen: Position) => {
    if (node === wire.node) return;
    const { catalogue, set } = store.getState();
    const ports = bestPorts(openGraph(), catalogue, wire, node);
    const [port] = ports;
    if (ports.length > 1) set({ portChoice: { screen, wire, node, ports, moves } });
    else if (port !== undefined) add(wireBetween(wire, { node, port }));
    else {
      const kind = portAt(openGraph(), catalogue, wire)?.kind ?? "any";
      const side = wire.side === "outputs" ? "No free input here takes" : "No output here gives";
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
    onReconnectStart: (_event: unknown, { id }: CableEdge) => {
      moves = id;
    },
    onReconnect: (_edge: CableEdge, connection: Connection) => onConnect(connection),
    onReconnectEnd: () => {
      moves = undefined;
    },
  };
}

function endsOf({ source, sourceHandle, target, targetHandle }: Parameters<IsValidConnection>[0]): Ends | undefined {
  if (sourceHandle == null || targetHandle == null) return undefined;
  return { from: endpointOf(source, sourceHandle), to: endpointOf(target, targetHandle) };
}
