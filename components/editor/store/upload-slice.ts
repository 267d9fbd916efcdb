import type { OnDuplicate } from "../../../lib/documents/collection.ts";
import type { Position } from "../../../lib/graph/graph.ts";
import type { DocumentView } from "../../../lib/views/api-views.ts";
import type { Slice } from "./state.ts";

/** A document on its way into a collection. `sent` is in bytes; the rest of the way is counted in chunks. */
export type DocumentUpload = {
  key: number;
  file: File;
  onDuplicate: OnDuplicate;
  sent: number;
  status: "waiting" | "sending" | "indexing" | "ready" | "failed";
  /** The document's id, once the server has it. */
  documentId?: string;
  chunksDone: number;
  chunksTotal: number;
  /** Why it failed and what to do about it. */
  error?: string;
  /** It did not reach the server, so that sending it once more may help. */
  canRetry?: boolean;
};

/** The documents that were added at a node, and the collection that they go to. */
export type NodeUpload = { collectionId: string; documents: readonly DocumentUpload[] };

export type DuplicatesAsk = {
  nodeId: string;
  collectionId: string;
  files: readonly File[];
  duplicates: readonly File[];
  documents: readonly DocumentView[];
};

export type UploadSlice = {
  /** By the id of the node. What is done stays until it is dismissed or the pipeline runs. */
  uploads: ReadonlyMap<string, NodeUpload>;
  /** Files are held over the canvas: the node that would take them, none for the canvas itself. */
  fileDrop: { nodeId?: string } | undefined;
  /** Files that were given to a node which already has a collection with documents: where they go is asked. */
  uploadAsk: { nodeId: string; files: readonly File[] } | undefined;
  /** Files of which some have the names of documents that the collection has: what becomes of these is asked. */
  duplicatesAsk: DuplicatesAsk | undefined;
  /** How often a collection or its documents have changed from here. Lists of collections are read anew. */
  collectionChanges: number;
  /** `undefined` takes the node's upload away. */
  setUpload(nodeId: string, change: (upload: NodeUpload | undefined) => NodeUpload | undefined): void;
  setUploads(patch: Partial<Pick<UploadSlice, "fileDrop" | "uploadAsk" | "duplicatesAsk" | "collectionChanges">>): void;
};

/** Where documents are added: at a node, or at a place of the canvas. */
export type UploadTarget = { nodeId: string } | { canvas: Position };

export const uploadSlice: Slice<UploadSlice> = (set) => ({
  uploads: new Map(),
  fileDrop: undefined,
  uploadAsk: undefined,
  duplicatesAsk: undefined,
  collectionChanges: 0,
  setUpload: (nodeId, change) =>
    set(({ uploads }) => {
      const upload = change(uploads.get(nodeId));
      const others = [...uploads].filter(([id]) => id !== nodeId);
      return { uploads: new Map(upload ? [...others, [nodeId, upload] as const] : others) };
    }),
  setUploads: (patch) => set(patch),
});

export function isUnderWay({ status }: DocumentUpload): boolean {
  return status !== "ready" && status !== "failed";
}

/** Without those that have nothing more to say. */
export function unfinished(uploads: UploadSlice["uploads"]): UploadSlice["uploads"] {
  return new Map([...uploads].filter(([, { documents }]) => documents.some(({ status }) => status !== "ready")));
}
