/** Documents given to the canvas: they go into a new collection, and a node that needs one gets it. */
import { asChosen, findDuplicates } from "../../../lib/documents/adding-documents.ts";
import { collectionSetting } from "../../../lib/documents/collection.ts";
import { addNode, freshNode } from "../../../lib/edit/edit.ts";
import { makeId } from "../../../lib/edit/ids.ts";
import { setConfig } from "../../../lib/edit/settings.ts";
import { numberTitles } from "../../../lib/edit/titles/number-titles.ts";
import { type Graph, nodeAt, type Position, positionOf } from "../../../lib/graph/graph.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import type { CollectionView } from "../../../lib/views/api-views.ts";
import { type EditorBackend, errorMessage } from "../../api/backend.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { nameUntitled } from "../actions/rename-pipeline.ts";
import { card } from "../layout/geometry.ts";
import { withPositions } from "../layout/with-positions.ts";
import type { EditorParts } from "../store/context.tsx";
import { canEdit, graphOf } from "../store/document-slice.ts";
import type { EditorState } from "../store/state.ts";
import type { UploadTarget } from "../store/upload-slice.ts";
import { collectionAt, isEmptyPipeline } from "./documents-at.ts";
import { sendDocuments } from "./send-documents.ts";

/** The node type that a file on the empty canvas becomes. */
const searching = "retriever";

/**
 * Adds documents at a node, or at a place of the canvas: there the nearest node that lacks a collection takes them, else
 * a new Retriever. A collection that has documents gets more only after a question, since other pipelines may search it.
 */
export async function addDocuments(parts: EditorParts, files: readonly File[], target: UploadTarget): Promise<void> {
  const { store, edit } = parts;
  if (!edit || files.length === 0) return;
  if (!canEdit(store.getState())) {
    toast("The pipeline is read-only here, so files cannot be added.", { tone: "danger" });
    return;
  }
  const nodeId = "nodeId" in target ? target.nodeId : nearestWithout(store.getState(), target.canvas);
  const collectionId = nodeId === undefined ? undefined : collectionAt(store.getState(), nodeId);
  const isOwn = nodeId !== undefined && store.getState().uploads.get(nodeId)?.collectionId === collectionId;
  if (nodeId !== undefined && collectionId !== undefined) {
    if (isOwn) await addToCollection(parts, nodeId, files);
    else store.getState().setUploads({ uploadAsk: { nodeId, files } });
    return;
  }
  await addToNewCollection(parts, files, nodeId === undefined ? target : { nodeId });
}

/** To the collection that the node has. What it has under the same names is replaced only after a question. */
export async function addToCollection(parts: EditorParts, nodeId: string, files: readonly File[]): Promise<void> {
  const collectionId = collectionAt(parts.store.getState(), nodeId);
  if (collectionId === undefined || !parts.edit) return;
  try {
    const documents = await parts.edit.backend.listDocuments(collectionId);
    const duplicates = findDuplicates(files, documents);
    if (duplicates.length === 0) {
      await sendDocuments(parts, { nodeId, collectionId, files: asChosen(files, documents) });
      return;
    }
    parts.store.getState().setUploads({ duplicatesAsk: { nodeId, collectionId, files, duplicates, documents } });
  } catch (problem) {
    toast(errorMessage(problem), { tone: "danger" });
  }
}

/**
 * Makes a collection named after the files and gives it to the node; on the canvas to a new Retriever, and where there is
 * nothing yet to that of a whole pipeline that answers questions about them. One undo step.
 */
export async function addToNewCollection(
  parts: EditorParts,
  files: readonly File[],
  target: UploadTarget,
): Promise<void> {
  const { store, edit } = parts;
  if (!edit) return;
  try {
    const whole =
      "canvas" in target && isEmptyPipeline(store.getState()) ? await edit.backend.readAskDocuments() : null;
    const { id: collectionId, name } = await createCollection(edit.backend, files);
    const { set, labels, setUploads, collectionChanges, catalogue } = store.getState();
    set({ labels: { ...labels, collections: { ...labels.collections, [collectionId]: name } } });
    setUploads({ collectionChanges: collectionChanges + 1 });
    const nodeId = "nodeId" in target ? target.nodeId : (retrieverIn(whole) ?? makeId(searching));
    store.getState().edit("Add documents", (graph) => {
      // A node may have been added while the collection was made.
      const isStillEmpty = whole && Object.keys(graph.nodes).length === 0;
      const placed = isStillEmpty ? withPositions(whole, catalogue) : withNode(graph, catalogue, { nodeId, target });
      return withCollection(placed, catalogue, { nodeId, collectionId });
    });
    if (whole) showWhole(parts, `Questions about ${name}`);
    else store.getState().select({ nodes: new Set([nodeId]) });
    await sendDocuments(parts, { nodeId, collectionId, files: asChosen(files, []) });
  } catch (problem) {
    toast(errorMessage(problem), { tone: "danger" });
  }
}

function retrieverIn(graph: Graph | null): string | undefined {
  return Object.entries(graph?.nodes ?? {}).find(([, { type }]) => type === searching)?.[0];
}

function showWhole(parts: EditorParts, name: string): void {
  void nameUntitled(parts, name);
  requestAnimationFrame(() => parts.store.getState().viewPort?.showStart());
}

/** With a new Retriever at that place of the canvas, unless the node is there. */
function withNode(
  graph: Graph,
  catalogue: Catalogue,
  { nodeId, target }: { nodeId: string; target: UploadTarget },
): Graph {
  if ("nodeId" in target) return graph;
  const { canvas } = target;
  const manifest = catalogue.get(searching);
  const position = { x: canvas.x - card.width / 2, y: canvas.y - card.header / 2 };
  if (!manifest) return graph;
  return numberTitles(addNode(graph, { id: nodeId, node: freshNode(manifest), position }), catalogue, [nodeId]);
}

function withCollection(
  graph: Graph,
  catalogue: Catalogue,
  { nodeId, collectionId }: { nodeId: string; collectionId: string },
): Graph {
  const manifest = catalogue.get(nodeAt(graph, nodeId)?.type ?? "");
  const setting = manifest && collectionSetting(manifest);
  return setting === undefined ? graph : setConfig(graph, catalogue, { nodeId, setting, value: collectionId });
}

/** Of the Retrievers that lack a collection the one that is nearest to this place. */
function nearestWithout(state: EditorState, to: Position): string | undefined {
  const graph = graphOf(state);
  const distance = (id: string) => {
    const { x, y } = positionOf(graph, id);
    return Math.hypot(x - to.x, y - to.y);
  };
  const lacking = Object.entries(graph.nodes).filter(
    ([id, { type, disabled }]) => type === searching && !disabled && collectionAt(state, id) === undefined,
  );
  return lacking.map(([id]) => id).sort((a, b) => distance(a) - distance(b))[0];
}

/** No two collections of a workspace have one name. */
async function createCollection(backend: EditorBackend, files: readonly File[]): Promise<CollectionView> {
  const taken = (await backend.listCollections()).map(({ name }) => name);
  return await backend.createCollection(collectionName(files, taken));
}

/** “Invoices 2026” of `Invoices 2026.pdf`; with several files also how many more there are; numbered where taken. */
export function collectionName(files: readonly Pick<File, "name">[], taken: readonly string[] = []): string {
  const [first] = files;
  const bare = (first?.name ?? "").replace(/\.[^.]{1,10}$/, "").trim() || "Documents";
  const more = files.length > 1 ? ` and ${files.length - 1} more` : "";
  const lower = new Set(taken.map((name) => name.toLowerCase()));
  const ended = (end: string) => bare.slice(0, longestName - end.length) + end;
  let name = ended(more);
  for (let number = 2; lower.has(name.toLowerCase()); number += 1) name = ended(`${more} (${number})`);
  return name;
}

const longestName = 100;
