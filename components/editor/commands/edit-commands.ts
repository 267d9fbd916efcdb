import { toggleDisabled } from "../../../lib/edit/edit.ts";
import { copyToClipboard, pasteFromClipboard } from "../actions/clipboard.ts";
import { focusSettings } from "../actions/focus.ts";
import { addNoteAt, cutSelection, duplicateSelection, removeSelection, viewMiddle } from "../actions/graph-actions.ts";
import { openPicker, openReplacing } from "../actions/open-picker.ts";
import { togglePin } from "../actions/pin-actions.ts";
import { soleNode, soleNote } from "../store/selection-slice.ts";
import { type Command, hasNodes, hasOneNode, hasSelection } from "./command.ts";

export const addCommands: readonly Command[] = [
  {
    id: "add",
    section: "Add",
    title: "Add a node at the pointer",
    keys: ["Tab"],
    edits: true,
    run: openPicker,
  },
  {
    id: "add-note",
    section: "Add",
    title: "Add a note",
    keys: ["N"],
    edits: true,
    run: (store) => {
      const { pointer, viewPort } = store.getState();
      const at = pointer.at && viewPort ? viewPort.toCanvas(pointer.at) : viewMiddle(store.getState());
      addNoteAt(store, at);
    },
  },
];

const steps: readonly Command[] = [
  {
    id: "undo",
    section: "Edit",
    title: "Undo",
    keys: ["Ctrl+Z"],
    edits: true,
    run: (store) => store.getState().undo(),
  },
  {
    id: "redo",
    section: "Edit",
    title: "Redo",
    keys: ["Ctrl+Shift+Z", "Ctrl+Y"],
    edits: true,
    run: (store) => store.getState().redo(),
  },
  {
    id: "history",
    section: "Edit",
    title: "History of changes",
    keys: ["Alt+Z"],
    keywords: "undo steps go back",
    edits: true,
    run: (store) => store.getState().set({ dialog: "history" }),
  },
];

const clipboard: readonly Command[] = [
  {
    id: "cut",
    section: "Edit",
    title: "Cut",
    keys: ["Ctrl+X"],
    edits: true,
    isNative: true,
    isOn: hasSelection,
    run: (store) => void copyToClipboard(store).then((isCopied) => isCopied && cutSelection(store)),
  },
  {
    id: "copy",
    section: "Edit",
    title: "Copy",
    keys: ["Ctrl+C"],
    isNative: true,
    isOn: hasSelection,
    run: (store) => void copyToClipboard(store),
  },
  {
    id: "paste",
    section: "Edit",
    title: "Paste at the pointer",
    keys: ["Ctrl+V"],
    edits: true,
    isNative: true,
    run: (store) => void pasteFromClipboard(store),
  },
  {
    id: "duplicate",
    section: "Edit",
    title: "Duplicate",
    keys: ["Ctrl+D"],
    edits: true,
    isOn: hasSelection,
    run: duplicateSelection,
  },
  {
    id: "delete",
    section: "Edit",
    title: "Delete",
    keys: ["Delete", "Backspace"],
    keywords: "remove",
    edits: true,
    isOn: hasSelection,
    run: removeSelection,
  },
];

const nodes: readonly Command[] = [
  {
    id: "rename",
    section: "Edit",
    title: "Rename",
    keys: ["F2"],
    edits: true,
    isOn: hasOneNode,
    run: (store) => store.getState().set({ renaming: soleNode(store.getState()) }),
  },
  {
    id: "settings",
    section: "Edit",
    title: "Open the settings",
    keys: ["Enter"],
    isOn: hasOneNode,
    run: focusSettings,
  },
  {
    id: "write-note",
    section: "Edit",
    title: "Write the note",
    keys: ["Enter"],
    edits: true,
    isOn: (state) => soleNote(state) !== undefined,
    run: (store) => store.getState().set({ writing: soleNote(store.getState()) }),
  },
  {
    id: "disable",
    section: "Edit",
    title: "Disable or enable",
    keys: ["D"],
    keywords: "switch off bypass",
    edits: true,
    isOn: hasNodes,
    run: (store) => {
      const { selection, edit } = store.getState();
      edit("Disable", (graph) => toggleDisabled(graph, [...selection.nodes]));
    },
  },
  {
    id: "pin",
    section: "Edit",
    title: "Pin or unpin the output",
    keys: ["P"],
    keywords: "freeze mock data",
    edits: true,
    isOn: hasNodes,
    run: (_store, parts) => void togglePin(parts),
  },
  {
    id: "replace",
    section: "Edit",
    title: "Replace with another type",
    keys: ["R"],
    keywords: "swap change",
    edits: true,
    isOn: hasOneNode,
    run: openReplacing,
  },
];

export const editCommands: readonly Command[] = [...steps, ...clipboard, ...nodes];
