/** The way of documents into the collection of a node: sent two at a time, then followed until they are indexed. */
import type { ChosenFile } from "../../../lib/documents/adding-documents.ts";
import type { DocumentView } from "../../../lib/views/api-views.ts";
import { BackendProblem, errorMessage } from "../../api/backend.ts";
import { sendAll } from "../../api/send-all.ts";
import type { EditorParts } from "../store/context.tsx";
import type { EditorStore } from "../store/store.ts";
import { type DocumentUpload, isUnderWay } from "../store/upload-slice.ts";

const pollMs = 1000;
let lastKey = 0;

/** Resolves when every document is indexed or has failed; the node shows each one's progress and error. */
export async function sendDocuments(
  { store, edit }: EditorParts,
  { nodeId, collectionId, files }: { nodeId: string; collectionId: string; files: readonly ChosenFile[] },
): Promise<void> {
  if (!edit) return;
  const { backend } = edit;
  const added = files.map(({ file, onDuplicate }): DocumentUpload => {
    lastKey += 1;
    return { key: lastKey, file, onDuplicate, sent: 0, status: "waiting", chunksDone: 0, chunksTotal: 0 };
  });
  store.getState().setUpload(nodeId, (upload) => {
    const others = upload?.collectionId === collectionId ? upload.documents : [];
    return { collectionId, documents: [...others, ...added] };
  });
  const change = changer(store, nodeId);
  const stay = stayOnPage();
  await sendAll(added, async ({ key, file, onDuplicate }) => {
    change(key, { status: "sending" });
    try {
      const onSent = (sent: number) => change(key, { sent });
      const document = await backend.uploadDocument(collectionId, { file, onDuplicate }, onSent);
      change(key, { sent: file.size, documentId: document.id, ...progressOf(document) });
    } catch (problem) {
      const canRetry = problem instanceof BackendProblem && problem.kind === "offline";
      change(key, { status: "failed", error: errorMessage(problem), canRetry });
    }
  });
  stay();
  await followDocuments(store, { nodeId, collectionId, list: () => backend.listDocuments(collectionId) });
}

/** One document once more, after it has failed on its way to the server. */
export function retryDocument(parts: EditorParts, nodeId: string, key: number): void {
  const upload = parts.store.getState().uploads.get(nodeId);
  const document = upload?.documents.find((each) => each.key === key);
  if (!upload || !document) return;
  dismissDocument(parts.store, nodeId, key);
  void sendDocuments(parts, { nodeId, collectionId: upload.collectionId, files: [document] });
}

export function dismissDocument(store: EditorStore, nodeId: string, key: number): void {
  store.getState().setUpload(nodeId, (upload) => {
    const documents = upload?.documents.filter((each) => each.key !== key) ?? [];
    return upload && documents.length > 0 ? { ...upload, documents } : undefined;
  });
}

/** One follower a node: files that are added meanwhile are followed by it too. */
const followed = new Set<string>();

async function followDocuments(
  store: EditorStore,
  { nodeId, collectionId, list }: { nodeId: string; collectionId: string; list: () => Promise<DocumentView[]> },
): Promise<void> {
  if (followed.has(nodeId)) return;
  followed.add(nodeId);
  const change = changer(store, nodeId);
  const indexing = () => {
    const upload = store.getState().uploads.get(nodeId);
    return upload?.collectionId === collectionId ? upload.documents.filter(isUnderWay) : [];
  };
  while (indexing().length > 0) {
    // Away for a moment: asked again, as often as it takes.
    const documents = new Map((await list().catch(() => [])).map((document) => [document.id, document]));
    for (const { key, documentId } of indexing()) {
      const document = documentId === undefined ? undefined : documents.get(documentId);
      if (document) change(key, progressOf(document));
    }
    if (indexing().length > 0) await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  followed.delete(nodeId);
  const { setUploads, collectionChanges } = store.getState();
  setUploads({ collectionChanges: collectionChanges + 1 });
}

function progressOf({ status, chunksDone, chunksTotal, error }: DocumentView): Partial<DocumentUpload> {
  if (status === "failed") return { status, error: error ?? "It could not be read. Save it in another format." };
  return { status: status === "ready" ? "ready" : "indexing", chunksDone, chunksTotal };
}

function changer(store: EditorStore, nodeId: string) {
  return (key: number, patch: Partial<DocumentUpload>) =>
    store.getState().setUpload(
      nodeId,
      (upload) =>
        upload && {
          ...upload,
          documents: upload.documents.map((each) => (each.key === key ? { ...each, ...patch } : each)),
        },
    );
}

/** The browser asks before it leaves the page while files are being sent. */
function stayOnPage(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}
