/** Drawing edges: from port to port, onto a node, onto the empty canvas; and taking an edge by its end elsewhere. */
import type { Connection, IsValidConnection, OnConnectStart } from "@xyflow/react";
import { useMemo } from "react";
import { useEditorStore } from "../../editor/store/context.tsx";
import type { EditorStore } from "../../editor/store/store.ts";
import { endpointOf } from "../flow-ids.ts";
import { type DropTarget, type Ends, edgeDrop } from "./edge-drop.ts";
import type { FlowEdge } from "./flow-edges.ts";

export function useConnect() {
  const store = useEditorStore();
  return useMemo(() => connectHandlers(store), [store]);
}

function connectHandlers(store: EditorStore) {
  let moves: string | undefined;
  const { refusalOf, add, drop } = edgeDrop(store, () => moves);
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
  const onConnectEnd = (event: MouseEvent | TouchEvent, end: DropTarget) => {
    const { edgeEnd, set, viewPort } = store.getState();
    set({ edgeEnd: undefined });
    if (edgeEnd && !end.isValid && viewPort) drop(edgeEnd, event, end);
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
