/** What people do to the graph, each as one undo step: adding from the picker, cutting, pasting, grouping. */

import { makeSpace } from "../../../lib/edit/arrange/make-space.ts";
import { copy, paste } from "../../../lib/edit/clip/clip.ts";
import type { Clip } from "../../../lib/edit/clip/clip-schema.ts";
import { connect, disconnect, edgeBetween, fittingPorts, insertOnEdge, portsAt } from "../../../lib/edit/edges.ts";
import { addNode, freshNode, moveNodes, removeNodes, rename } from "../../../lib/edit/edit.ts";
import { makeId } from "../../../lib/edit/ids.ts";
import { addGroup, addNote, moveNotes, removeGroups, removeNotes } from "../../../lib/edit/notes.ts";
import { replaceType } from "../../../lib/edit/replace-type.ts";
import { isGivenTitle, numberTitles } from "../../../lib/edit/titles/number-titles.ts";
import type { Graph, Position } from "../../../lib/graph/graph.ts";
import { positionOf } from "../../../lib/graph/graph.ts";
import type { Catalogue, Manifest } from "../../../lib/node-types/manifest.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { freePosition } from "../layout/free-position.ts";
import { card } from "../layout/geometry.ts";
import { graphOf } from "../store/document-slice.ts";
import { nothing } from "../store/selection-slice.ts";
import type { EditorState } from "../store/state.ts";
import type { EditorStore } from "../store/store.ts";
import type { Picker } from "../store/ui-slice.ts";

/** Adds a node of this type where the picker stands, connected to what the picker was opened for, and selects it. */
export function addFromPicker(
  store: EditorStore,
  type: string,
  picker: Pick<Picker, "canvas" | "edgeEnd" | "edgeId" | "replaces">,
): void {
  const { catalogue, edit, select } = store.getState();
  const manifest = catalogue.get(type);
  if (!manifest) return;
  if (picker.replaces !== undefined) {
    replaceNode(store, picker.replaces, manifest);
    return;
  }
  const id = makeId(type);
  const { edgeEnd, edgeId, canvas } = picker;
  // An edge that ends here meets the card's port row, whichever side it comes from.
  const left = edgeEnd ? (edgeEnd.side === "outputs" ? 0 : card.width) : card.width / 2;
  const position = { x: canvas.x - left, y: canvas.y - (edgeEnd || edgeId ? card.header + card.row / 2 : 24) };
  edit(`Add ${manifest.title}`, (graph) => {
    const added = numberTitles(addNode(graph, { id, node: freshNode(manifest), position }), catalogue, [id]);
    if (edgeId !== undefined) return insertWithSpace(added, catalogue, { edgeId, nodeId: id });
    const [port] = edgeEnd ? fittingPorts(added, catalogue, edgeEnd, id) : [];
    if (!edgeEnd || port === undefined) return added;
    return connect(added, catalogue, { id: makeId("e"), ...edgeBetween(edgeEnd, { node: id, port }) });
  });
  select({ nodes: new Set([id]) });
  remember(type);
}

/** A node that was picked for an edge has no place of its own yet, so the cards behind the edge make space for it. */
function insertWithSpace(
  graph: Graph,
  catalogue: Catalogue,
  { edgeId, nodeId }: { edgeId: string; nodeId: string },
): Graph {
  const edge = graph.edges.find(({ id }) => id === edgeId);
  const inserted = insertOnEdge(graph, catalogue, { edgeId, nodeId, newId: makeId });
  if (!edge || inserted === graph) return inserted;
  return makeSpace(inserted, nodeId, { from: edge.from.node, to: edge.to.node, width: card.width, gap: 48 });
}

/** Another type in the node's place; edges that do not fit it any more are said. */
function replaceNode(store: EditorStore, id: string, manifest: Manifest): void {
  const { catalogue, edit } = store.getState();
  const before = graphOf(store.getState());
  const count = (graph: Graph) => graph.edges.filter(({ from, to }) => from.node === id || to.node === id).length;
  edit(`Replace with ${manifest.title}`, (graph) => {
    const { title, type } = graph.nodes[id] ?? {};
    const isGiven = title !== undefined && isGivenTitle(title, catalogue.get(type ?? "")?.title ?? "");
    const replaced = replaceType(isGiven ? rename(graph, id, "") : graph, catalogue, id, manifest);
    return title === undefined || isGiven ? numberTitles(replaced, catalogue, [id]) : replaced;
  });
  const lost = count(before) - count(graphOf(store.getState()));
  remember(manifest.type);
  if (lost > 0)
    toast(lost === 1 ? "One edge did not fit and was removed." : `${lost} edges did not fit and were removed.`);
}

/** A click in the palette: right of the selected node and connected to it when that fits, else the middle of the view. */
export function addFromPalette(store: EditorStore, type: string): void {
  const state = store.getState();
  const { catalogue } = state;
  const [selected] = state.selection.nodes;
  const manifest = catalogue.get(type);
  if (!manifest) return;
  const graph = graphOf(state);
  if (selected !== undefined && state.selection.nodes.size === 1) {
    const position = positionOf(graph, selected);
    const canvas = freePosition(graph, catalogue, { x: position.x + card.width + 96, y: position.y });
    const added = addNode(graph, { id: "probe", node: freshNode(manifest), position: canvas });
    const source = Object.keys(portsAt(graph, catalogue, selected).outputs);
    const port = source.find(
      (name) => fittingPorts(added, catalogue, { node: selected, port: name, side: "outputs" }, "probe").length > 0,
    );
    const edgeEnd = port === undefined ? undefined : { node: selected, port, side: "outputs" as const };
    const at = edgeEnd
      ? { x: canvas.x, y: canvas.y + card.header + card.row / 2 }
      : { x: canvas.x + card.width / 2, y: canvas.y + 24 };
    addFromPicker(store, type, { canvas: at, ...(edgeEnd ? { edgeEnd } : {}) });
    return;
  }
  const middle = freePosition(graph, catalogue, viewMiddle(state));
  addFromPicker(store, type, { canvas: { x: middle.x + card.width / 2, y: middle.y + 24 } });
}

export function addNoteAt(store: EditorStore, canvas: Position): void {
  const id = makeId("note");
  const note = { x: canvas.x, y: canvas.y, width: 320, height: 160, text: "" };
  store.getState().edit("Add note", (graph) => addNote(graph, id, note));
  store.getState().select({ notes: new Set([id]) });
  store.getState().set({ writing: id });
}

export function removeSelection(store: EditorStore): void {
  const { selection, edit, select } = store.getState();
  edit("Delete", (graph) => {
    const bare = removeNotes(disconnect(graph, [...selection.edges]), [...selection.notes]);
    // A frame is only dissolved; a collapsed group stands for what is in it.
    const inside = [...selection.groups].flatMap((id) => {
      const group = graph.layout.groups[id];
      return group?.collapsed ? group.nodes : [];
    });
    return removeGroups(removeNodes(bare, [...selection.nodes, ...inside]), [...selection.groups]);
  });
  select(nothing);
}

/** What was copied goes: of a frame its nodes too, which its deletion alone would leave. */
export function cutSelection(store: EditorStore): void {
  const { selection, select } = store.getState();
  select({ ...selection, nodes: new Set([...selection.nodes, ...nodesInside(store.getState())]) });
  removeSelection(store);
}

function nodesInside(state: EditorState): string[] {
  const { groups } = graphOf(state).layout;
  return [...state.selection.groups].flatMap((id) => groups[id]?.nodes ?? []);
}

export function copySelection(store: EditorStore): Clip {
  const state = store.getState();
  const graph = graphOf(state);
  return copy(graph, { nodes: [...state.selection.nodes, ...nodesInside(state)], notes: [...state.selection.notes] });
}

/** Pastes at the pointer, or in the middle of the view when the pointer is elsewhere; selects what arrived. */
export function pasteClip(
  store: EditorStore,
  clip: Clip,
  { at: position, label = "Paste" }: { at?: Position | undefined; label?: string } = {},
): void {
  const state = store.getState();
  const pointed = state.pointer.at && state.viewPort ? state.viewPort.toCanvas(state.pointer.at) : viewMiddle(state);
  const at = position ?? pointed;
  const pasted = paste(graphOf(state), clip, { newId: makeId, at });
  state.edit(label, () => numberTitles(pasted.graph, state.catalogue, pasted.nodes));
  state.select({ nodes: new Set(pasted.nodes), notes: new Set(pasted.notes) });
}

export function duplicateSelection(store: EditorStore): void {
  const { catalogue, edit, select } = store.getState();
  const pasted = paste(graphOf(store.getState()), copySelection(store), { newId: makeId, offset: { x: 40, y: 40 } });
  if (pasted.nodes.length + pasted.notes.length === 0) return;
  edit("Duplicate", () => numberTitles(pasted.graph, catalogue, pasted.nodes));
  select({ nodes: new Set(pasted.nodes), notes: new Set(pasted.notes) });
}

export function nudgeSelection(store: EditorStore, by: Position): void {
  const { selection, edit } = store.getState();
  const moved = (positions: Readonly<Record<string, Position>>, ids: ReadonlySet<string>) =>
    Object.fromEntries(
      [...ids].flatMap((id) => {
        const position = positions[id];
        return position ? [[id, { x: position.x + by.x, y: position.y + by.y }]] : [];
      }),
    );
  edit(
    "Move",
    (graph: Graph) => {
      const inside = [...selection.groups].flatMap((id) => graph.layout.groups[id]?.nodes ?? []);
      const ids = new Set([...selection.nodes, ...inside]);
      const nodes = moveNodes(graph, moved(graph.layout.positions, ids));
      return moveNotes(nodes, moved(nodes.layout.notes, selection.notes));
    },
    "nudge",
  );
}

export function groupSelection(store: EditorStore): void {
  const { selection, edit, select } = store.getState();
  if (selection.nodes.size === 0) return;
  const id = makeId("group");
  edit("Group", (graph) => addGroup(graph, id, { title: "", nodes: [...selection.nodes] }));
  select({ groups: new Set([id]) });
}

const recentsKey = "patchbay:recent-types";

/** The node types chosen last, newest first. */
export function recentTypes(): string[] {
  try {
    return (globalThis.localStorage?.getItem(recentsKey) ?? "").split("\n").filter((type) => type !== "");
  } catch {
    return [];
  }
}

function remember(type: string): void {
  try {
    localStorage.setItem(recentsKey, [type, ...recentTypes().filter((other) => other !== type)].slice(0, 5).join("\n"));
  } catch {
    // Storage may be switched off; recents are a comfort only.
  }
}

export function viewMiddle({ viewPort }: Pick<EditorState, "viewPort">): Position {
  const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
  if (!viewPort || !pane) return { x: 0, y: 0 };
  const middle = viewPort.toCanvas({ x: pane.x + pane.width / 2, y: pane.y + pane.height / 2 });
  return { x: middle.x - card.width / 2, y: middle.y - 60 };
}
