"use client";
import { FileUp } from "lucide-react";
import { useEditor } from "../../editor/store/context.tsx";
import { isEmptyPipeline } from "../../editor/upload/documents-at.ts";

/** While files are held over the canvas: what dropping them would do. */
export function DropHint() {
  const fileDrop = useEditor((state) => state.fileDrop);
  const isEmpty = useEditor(isEmptyPipeline);
  if (!fileDrop) return null;
  return (
    <div className="pb-drop-hint" data-on-node={fileDrop.nodeId !== undefined || undefined}>
      <p>
        <FileUp aria-hidden className="size-4 shrink-0 text-kind-file" />
        {fileDrop.nodeId === undefined ? onCanvas(isEmpty) : "Drop the documents to add them at this node"}
      </p>
    </div>
  );
}

function onCanvas(isEmpty: boolean): string {
  return isEmpty
    ? "Drop documents to ask questions about them, or a pipeline file to import it"
    : "Drop documents to make a collection from them, or a pipeline file to import it";
}
