/** Files from outside over the canvas: a pipeline file is imported, documents go into a collection. */
import type { DragEvent } from "react";
import { importFile } from "../../editor/actions/pipeline-file.ts";
import type { EditorParts } from "../../editor/store/context.tsx";
import { canEdit } from "../../editor/store/document-slice.ts";
import type { EditorStore } from "../../editor/store/store.ts";
import { takesDocuments } from "../../editor/upload/documents-at.ts";
import { giveDocuments } from "../../editor/upload/give-documents.ts";

export function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes("Files");
}

/** Shows which node would take the files. */
export function holdFiles(store: EditorStore, event: DragEvent): void {
  event.preventDefault();
  const { fileDrop, setUploads } = store.getState();
  const isPossible = canEdit(store.getState());
  event.dataTransfer.dropEffect = isPossible ? "copy" : "none";
  if (!isPossible) return;
  const nodeId = nodeUnder(store, event);
  if (fileDrop && fileDrop.nodeId === nodeId) return;
  setUploads({ fileDrop: nodeId === undefined ? {} : { nodeId } });
}

export function dropFiles(parts: EditorParts, event: DragEvent): void {
  event.preventDefault();
  const { store } = parts;
  const { viewPort, setUploads } = store.getState();
  setUploads({ fileDrop: undefined });
  const canvas = viewPort?.toCanvas({ x: event.clientX, y: event.clientY });
  if (!canvas) return;
  const nodeId = nodeUnder(store, event);
  const files = [...event.dataTransfer.files];
  const pipelines = files.filter(({ name }) => name.toLowerCase().endsWith(".json"));
  const documents = files.filter((file) => !pipelines.includes(file));
  for (const file of canEdit(store.getState()) ? pipelines : []) void importFile(store, file, canvas);
  void giveDocuments(parts, documents, nodeId === undefined ? { canvas } : { nodeId });
}

/** The topmost node at the pointer that takes documents: far out no card is mounted, so places count. */
function nodeUnder(store: EditorStore, { clientX, clientY }: DragEvent): string | undefined {
  const { viewPort } = store.getState();
  const point = viewPort?.toCanvas({ x: clientX, y: clientY });
  const hit =
    point &&
    viewPort
      ?.boxes()
      .findLast(
        ({ kind, x, y, width, height }) =>
          kind === "card" && point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height,
      );
  return hit && takesDocuments(store, hit.id) ? hit.id : undefined;
}
