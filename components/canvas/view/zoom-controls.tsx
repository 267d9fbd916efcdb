"use client";
import { Panel, useStore } from "@xyflow/react";
import { History, Maximize, Redo2, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { canEdit } from "../../editor/store/document-slice.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { motion } from "../../ui/page/motion.ts";

/** Zoom, and undo and redo beside it, where the mouse already is. */
export function ZoomControls() {
  const store = useEditorStore();
  const view = () => store.getState().viewPort;
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100));
  const editable = useEditor(canEdit);
  return (
    <Panel position="bottom-left" className="m-3 flex items-center rounded-lg border bg-panel p-0.5 shadow-raised">
      <IconButton label="Zoom out" onClick={() => view()?.zoomOut(motion(160))}>
        <ZoomOut aria-hidden />
      </IconButton>
      <button
        type="button"
        aria-label="Zoom to 100 %"
        className="h-8 w-12 rounded-md text-center text-muted text-xs tabular-nums hover:bg-hover hover:text-ink"
        onClick={() => view()?.zoomTo(1, motion(160))}
      >
        {percent} %
      </button>
      <IconButton label="Zoom in" onClick={() => view()?.zoomIn(motion(160))}>
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton
        label="Show everything"
        keys="1"
        onClick={() => view()?.fit({ padding: 0.1, maxZoom: 1, ...motion(160) })}
      >
        <Maximize aria-hidden />
      </IconButton>
      {editable ? <UndoRedo /> : null}
    </Panel>
  );
}

function UndoRedo() {
  const store = useEditorStore();
  const undoLabel = useEditor(({ history }) => history.past.at(-1)?.label);
  const redoLabel = useEditor(({ history }) => history.future[0]?.label);
  return (
    <span className="ml-0.5 flex border-l pl-0.5">
      <IconButton
        label={undoLabel ? `Undo: ${undoLabel}` : "Undo"}
        keys="Ctrl+Z"
        disabled={undoLabel === undefined}
        onClick={() => store.getState().undo()}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={redoLabel ? `Redo: ${redoLabel}` : "Redo"}
        keys="Ctrl+Shift+Z"
        disabled={redoLabel === undefined}
        onClick={() => store.getState().redo()}
      >
        <Redo2 aria-hidden />
      </IconButton>
      <IconButton label="History of changes" keys="Alt+Z" onClick={() => store.getState().set({ dialog: "history" })}>
        <History aria-hidden />
      </IconButton>
    </span>
  );
}
