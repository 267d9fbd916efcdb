import { useEditor } from "../store/context.tsx";
import type { NodeUpload } from "../store/upload-slice.ts";
import { collectionAt } from "./documents-at.ts";

/** The documents that were added at this node, while it still has the collection they went to. */
export function useUpload(nodeId: string): NodeUpload | undefined {
  return useEditor((state) => {
    const upload = state.uploads.get(nodeId);
    return upload && collectionAt(state, nodeId) === upload.collectionId ? upload : undefined;
  });
}
