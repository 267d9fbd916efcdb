import { fileEndings } from "../../../lib/documents/file-endings.ts";
import type { EditorParts } from "../store/context.tsx";
import { soleNode } from "../store/selection-slice.ts";
import { takesDocuments } from "./documents-at.ts";
import { giveDocuments } from "./give-documents.ts";

/** Asks for documents and adds them at the selected node when it takes some, else in the middle of the canvas. */
export function chooseDocuments(parts: EditorParts): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = fileEndings.map((ending) => `.${ending}`).join();
  input.addEventListener("change", () => {
    const { viewPort } = parts.store.getState();
    const nodeId = soleNode(parts.store.getState());
    const middle = { x: window.innerWidth / 2, y: window.innerHeight / 2 };
    const canvas = viewPort?.toCanvas(middle) ?? { x: 0, y: 0 };
    const isAtNode = nodeId !== undefined && takesDocuments(parts.store, nodeId);
    void giveDocuments(parts, [...(input.files ?? [])], isAtNode ? { nodeId } : { canvas });
  });
  input.click();
}
