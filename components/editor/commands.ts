/** Every action with its keys, in one list: the keyboard listens to it and the shortcuts dialog shows it. */
import { toggleDisabled } from "../../lib/edit.ts";
import { motion } from "../canvas/motion.ts";
import { canEdit, graphOf } from "./document-slice.ts";
import { duplicateSelection, groupSelection, nudgeSelection, removeSelection, viewMiddle } from "./graph-actions.ts";
import { isEmptySelection, nothing, soleNode } from "./selection-slice.ts";
import type { EditorState } from "./state.ts";
import type { EditorStore } from "./store.ts";
import { walk } from "./walk.ts";

export type Command = {
  title: string;
  /** Each as "Ctrl+Shift+Z"; Ctrl stands for Cmd on a Mac. The first is the one that is shown. */
  keys: readonly string[];
  section: "Add" | "Edit" | "Select" | "View" | "Run";
  /** Changes the graph: not on a read-only canvas. */
  edits?: true;
  /** When it does nothing the key keeps its own meaning. */
  isOn?: (state: EditorState) => boolean;
  /** Done by the browser's own event; listed for the dialog only. */
  native?: true;
  run?: (store: EditorStore) => void;
};

const hasSelection = ({ selection }: EditorState) => !isEmptySelection(selection);
const hasNodes = ({ selection }: EditorState) => selection.nodes.size > 0;
const nudge = (x: number, y: number) => (store: EditorStore) => nudgeSelection(store, { x, y });

export const commands: readonly Command[] = [
  { section: "Add", title: "Add a node at the pointer", keys: ["Tab"], edits: true, run: openPicker },
  { section: "Edit", title: "Undo", keys: ["Ctrl+Z"], edits: true, run: (store) => store.getState().undo() },
  {
    section: "Edit",
    title: "Redo",
    keys: ["Ctrl+Shift+Z", "Ctrl+Y"],
    edits: true,
    run: (store) => store.getState().redo(),
  },
  { section: "Edit", title: "Cut", keys: ["Ctrl+X"], native: true },
  { section: "Edit", title: "Copy", keys: ["Ctrl+C"], native: true },
  { section: "Edit", title: "Paste at the pointer", keys: ["Ctrl+V"], native: true },
  { section: "Edit", title: "Duplicate", keys: ["Ctrl+D"], edits: true, isOn: hasSelection, run: duplicateSelection },
  {
    section: "Edit",
    title: "Delete",
    keys: ["Delete", "Backspace"],
    edits: true,
    isOn: hasSelection,
    run: removeSelection,
  },
  {
    section: "Edit",
    title: "Rename",
    keys: ["F2"],
    edits: true,
    isOn: (state) => soleNode(state) !== undefined,
    run: (store) => store.getState().set({ renaming: soleNode(store.getState()) }),
  },
  {
    section: "Edit",
    title: "Open the settings",
    keys: ["Enter"],
    isOn: (state) => soleNode(state) !== undefined,
    run: () => focusSettings(),
  },
  {
    section: "Edit",
    title: "Disable or enable",
    keys: ["D"],
    edits: true,
    isOn: hasNodes,
    run: (store) => {
      const { selection, edit } = store.getState();
      edit("Disable", (graph) => toggleDisabled(graph, [...selection.nodes]));
    },
  },
  { section: "Edit", title: "Group", keys: ["Ctrl+G"], edits: true, isOn: hasNodes, run: groupSelection },
  {
    section: "Edit",
    title: "Nudge left",
    keys: ["Alt+ArrowLeft"],
    edits: true,
    isOn: hasSelection,
    run: nudge(-20, 0),
  },
  {
    section: "Edit",
    title: "Nudge right",
    keys: ["Alt+ArrowRight"],
    edits: true,
    isOn: hasSelection,
    run: nudge(20, 0),
  },
  { section: "Edit", title: "Nudge up", keys: ["Alt+ArrowUp"], edits: true, isOn: hasSelection, run: nudge(0, -20) },
  { section: "Edit", title: "Nudge down", keys: ["Alt+ArrowDown"], edits: true, isOn: hasSelection, run: nudge(0, 20) },
  { section: "Select", title: "Select all", keys: ["Ctrl+A"], run: selectAll },
  { section: "Select", title: "Walk to a neighbour", keys: ["ArrowLeft"], run: (store) => walk(store, "left") },
  { section: "Select", title: "Walk right", keys: ["ArrowRight"], run: (store) => walk(store, "right") },
  { section: "Select", title: "Walk up", keys: ["ArrowUp"], run: (store) => walk(store, "up") },
  { section: "Select", title: "Walk down", keys: ["ArrowDown"], run: (store) => walk(store, "down") },
  { section: "Select", title: "Select nothing", keys: ["Escape"], run: (store) => store.getState().select(nothing) },
  {
    section: "View",
    title: "Show everything",
    keys: ["1"],
    run: (store) => store.getState().flow?.fitView({ padding: 0.1, maxZoom: 1, ...motion(160) }),
  },
  {
    section: "View",
    title: "Zoom to 100 %",
    keys: ["0"],
    run: (store) => store.getState().flow?.zoomTo(1, motion(160)),
  },
  {
    section: "View",
    title: "Show the selection",
    keys: ["2"],
    isOn: hasNodes,
    run: (store) => {
      const { flow, selection } = store.getState();
      flow?.fitView({ nodes: [...selection.nodes].map((id) => ({ id })), padding: 0.3, maxZoom: 1.25, ...motion(160) });
    },
  },
  { section: "View", title: "Next part of the page", keys: ["F6"], run: () => focusNextRegion() },
  { section: "View", title: "Shortcuts", keys: ["?"], run: (store) => store.getState().set({ dialog: "shortcuts" }) },
  {
    section: "Run",
    title: "Run",
    keys: ["Ctrl+Enter"],
    edits: true,
    run: (store) => store.getState().set({ dialog: "run" }),
  },
];

/** Whether a command may run now. */
export function isAllowed(command: Command, state: EditorState): boolean {
  return (!command.edits || canEdit(state)) && (command.isOn?.(state) ?? true);
}

function openPicker(store: EditorStore): void {
  const {
    pointer: { at: pointer },
    flow,
    set,
  } = store.getState();
  if (!flow) return;
  const pane = document.querySelector(".pb-canvas")?.getBoundingClientRect();
  if (pointer) set({ picker: { screen: pointer, canvas: flow.screenToFlowPosition(pointer) } });
  else if (pane) {
    const screen = { x: pane.x + pane.width / 2 - 160, y: pane.y + pane.height / 4 };
    set({ picker: { screen, canvas: viewMiddle(store.getState()), isByKey: true } });
  }
}

function selectAll(store: EditorStore): void {
  const graph = graphOf(store.getState());
  const { notes, groups } = graph.layout;
  store.getState().select({
    nodes: new Set(Object.keys(graph.nodes)),
    notes: new Set(Object.keys(notes)),
    groups: new Set(Object.keys(groups)),
  });
}

function focusSettings(): void {
  const panel = document.querySelector("[data-region=inspector]");
  panel?.querySelector<HTMLElement>("[data-settings] :is(input, textarea, button, select)")?.focus();
}

/** Tab belongs to the picker on the canvas, so F6 is the way out of it for the keyboard. */
function focusNextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(now + 1) % regions.length];
  const target = next?.matches("[tabindex]") ? next : next?.querySelector<HTMLElement>("a, button, input, textarea");
  target?.focus();
}
