/** The pointer over the canvas: double-click opens the picker, the palette drops here, pasting follows the mouse. */
import { type DragEvent, type MouseEvent, useMemo } from "react";
import { addFromPicker, addNoteAt } from "../../editor/actions/graph-actions.ts";
import { type EditorParts, useEditorParts } from "../../editor/store/context.tsx";
import { canEdit } from "../../editor/store/document-slice.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import { edgeUnder } from "../edges/edge-under.ts";
import type { FlowEdge } from "../edges/flow-edges.ts";
import { bareId, kindOf } from "../flow-ids.ts";
import type { FlowNode } from "../flow-nodes.ts";
import { dropFiles, hasFiles, holdFiles } from "./file-drop.ts";

/** What the palette puts on the drag: a node type, or `noteType`. */
export const dragFormat = "application/x-patchbay-node";
export const noteType = "note";

export function usePointer() {
  const parts = useEditorParts();
  return useMemo(() => pointerHandlers(parts), [parts]);
}

function pointerHandlers(parts: EditorParts) {
  const { store } = parts;
  return {
    onMouseMove: ({ clientX, clientY }: MouseEvent) => {
      store.getState().pointer.at = { x: clientX, y: clientY };
    },
    onMouseLeave: () => {
      store.getState().pointer.at = undefined;
    },
    onDoubleClick: ({ clientX, clientY, target }: MouseEvent) => {
      const { viewPort, set } = store.getState();
      const isEmpty = target instanceof Element && target.classList.contains("react-flow__pane");
      if (!viewPort || !isEmpty || !canEdit(store.getState())) return;
      const screen = { x: clientX, y: clientY };
      set({ picker: { screen, canvas: viewPort.toCanvas(screen) } });
    },
    // A click on the node that was selected when the run began now asks for its step.
    onNodeClick: () => {
      const { selectedBefore, setRun } = store.getState();
      if (selectedBefore) setRun({ selectedBefore: undefined });
    },
    onPaneContextMenu: (event: globalThis.MouseEvent | MouseEvent) => openMenu(store, event, "canvas"),
    onNodeContextMenu: (event: MouseEvent, node: FlowNode) => openNodeMenu(store, event, node),
    onSelectionContextMenu: (event: MouseEvent) => openMenu(store, event, "node"),
    onEdgeContextMenu: (event: MouseEvent, { id }: FlowEdge) => {
      if (!store.getState().selection.edges.has(id)) store.getState().select({ edges: new Set([id]) });
      openMenu(store, event, "edge");
    },
    onDragOver: (event: DragEvent) => {
      if (hasFiles(event)) holdFiles(store, event);
      if (!event.dataTransfer.types.includes(dragFormat)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      const dropEdge = edgeUnder({ x: event.clientX, y: event.clientY });
      if (dropEdge !== store.getState().dropEdge) store.getState().set({ dropEdge });
    },
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      // From one thing on the canvas to the next.
      if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return;
      const { set, setUploads } = store.getState();
      set({ dropEdge: undefined });
      setUploads({ fileDrop: undefined });
    },
    onDrop: (event: DragEvent) => {
      const { viewPort, dropEdge, set } = store.getState();
      const type = event.dataTransfer.getData(dragFormat);
      if (hasFiles(event)) {
        dropFiles(parts, event);
        return;
      }
      if (type === "" || !viewPort) return;
      event.preventDefault();
      set({ dropEdge: undefined });
      const canvas = viewPort.toCanvas({ x: event.clientX, y: event.clientY });
      if (type === noteType) addNoteAt(store, canvas);
      else addFromPicker(store, type, { canvas, ...(dropEdge === undefined ? {} : { edgeId: dropEdge }) });
    },
  };
}

/** Also for a node that is not mounted, because the overview is shown. */
export function openNodeMenu(store: EditorStore, event: MouseEvent, node: FlowNode): void {
  choose(store, node);
  openMenu(store, event, "node");
}

/** A right click on something that is not selected selects it alone, as everywhere. */
function choose(store: EditorStore, { id }: FlowNode): void {
  const { selection, select } = store.getState();
  const kind = kindOf(id);
  const bare = bareId(id);
  if (!selection[kind].has(bare)) select({ [kind]: new Set([bare]) });
}

function openMenu(
  store: EditorStore,
  event: Pick<globalThis.MouseEvent, "clientX" | "clientY" | "preventDefault">,
  on: "node" | "edge" | "canvas",
): void {
  event.preventDefault();
  store.getState().set({ menu: { screen: { x: event.clientX, y: event.clientY }, on } });
}
