/** Drawing wires: from port to port, onto a node, onto the empty canvas. */
import type { Connection, FinalConnectionState, IsValidConnection, OnConnectStart } from "@xyflow/react";
import { useMemo } from "react";
import { makeId } from "../../lib/edit/ids.ts";
import { connect, fittingPorts, portAt, refuseEdge, type WireEnd, wireBetween } from "../../lib/edit/wires.ts";
import type { Edge, Position } from "../../lib/graph.ts";
import { portKinds } from "../../lib/ports.ts";
import { useEditorStore } from "../editor/context.tsx";
import type { EditorStore } from "../editor/store.ts";
import { pointOf } from "./pointer-point.ts";

export function useWiring() {
  const store = useEditorStore();
  return useMemo(() => wiring(store), [store]);
}

type Ends = Pick<Edge, "from" | "to">;

function wiring(store: EditorStore) {
  const refusalOf = (ends: Ends) => refuseEdge(store.getState().history.graph, store.getState().catalogue, ends);
  const add = (ends: Ends) => {
    const { catalogue, edit } = store.getState();
    edit("Connect", (graph) => connect(graph, catalogue, { id: makeId("e"), ...ends }));
  };
  const isValidConnection: IsValidConnection = (connection) => {
    const ends = endsOf(connection);
    return ends !== undefined && refusalOf(ends) === undefined;
  };
  const onConnectStart: OnConnectStart = (_event, { nodeId, handleId, handleType }) => {
    if (nodeId === null || handleId === null || handleType === null) return;
    const side = handleType === "source" ? "outputs" : "inputs";
    store.getState().set({ wire: { node: nodeId, port: handleId, side }, picker: undefined, refusal: undefined });
  };
  const onConnectEnd = (event: MouseEvent | TouchEvent, end: Pick<FinalConnectionState, "isValid" | "toHandle">) => {
    const { wire, set, flow } = store.getState();
    set({ wire: undefined });
    if (!wire || end.isValid || !flow) return;
    const screen = pointOf(event);
    const under = document.elementFromPoint(screen.x, screen.y);
    const target = end.toHandle?.nodeId ?? under?.closest<HTMLElement>(".react-flow__node-card")?.dataset.id;
    if (end.toHandle?.id != null)
      refuse(wireBetween(wire, { node: end.toHandle.nodeId, port: end.toHandle.id }), screen);
    else if (target !== undefined) dropOnNode(wire, target, screen);
    else if (under?.closest(".pb-canvas")) set({ picker: { screen, canvas: flow.screenToFlowPosition(screen), wire } });
  };
  const refuse = (ends: Ends, screen: Position) => {
    const text = refusalOf(ends);
    if (text !== undefined) store.getState().set({ refusal: { text, screen } });
  };
  const dropOnNode = (wire: WireEnd, nodeId: string, screen: Position) => {
    if (nodeId === wire.node) return;
    const { history, catalogue, set } = store.getState();
    const [port] = fittingPorts(history.graph, catalogue, wire, nodeId);
    if (port !== undefined) {
      add(wireBetween(wire, { node: nodeId, port }));
      return;
    }
    const kind = portAt(history.graph, catalogue, wire)?.kind ?? "any";
    const side = wire.side === "outputs" ? "No free input here takes" : "No output here gives";
    set({ refusal: { text: `${side} ${portKinds[kind].title}.`, screen } });
  };
  const onConnect = (connection: Connection) => {
    const ends = endsOf(connection);
    if (ends) add(ends);
  };
  return { isValidConnection, onConnectStart, onConnectEnd, onConnect };
}

function endsOf({ source, sourceHandle, target, targetHandle }: Parameters<IsValidConnection>[0]): Ends | undefined {
  if (sourceHandle == null || targetHandle == null) return undefined;
  return { from: { node: source, port: sourceHandle }, to: { node: target, port: targetHandle } };
}
