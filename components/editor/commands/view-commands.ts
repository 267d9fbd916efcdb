import { bodyAt } from "../../../lib/edit/bodies.ts";
import { motion } from "../../ui/page/motion.ts";
import { focusNextRegion } from "../actions/focus.ts";
import { enterBody, leaveBody, openBody, toggleBody } from "../actions/open-body.ts";
import { type Direction, selectNeighbour } from "../actions/select-neighbour.ts";
import { selectReach } from "../actions/select-reach.ts";
import { frameOf } from "../layout/geometry.ts";
import { graphOf } from "../store/document-slice.ts";
import { isEmptySelection, nothing, soleNode } from "../store/selection-slice.ts";
import type { EditorStore } from "../store/store.ts";
import { type Command, hasNodes } from "./command.ts";

const directions: readonly [direction: Direction, key: string, title: string][] = [
  ["left", "ArrowLeft", "Select the node to the left"],
  ["right", "ArrowRight", "Select the node to the right"],
  ["up", "ArrowUp", "Select the node above"],
  ["down", "ArrowDown", "Select the node below"],
];

export const selectCommands: readonly Command[] = [
  {
    id: "select-all",
    section: "Select",
    title: "Select all",
    keys: ["Ctrl+A"],
    run: selectAll,
  },
  ...directions.map(
    ([direction, key, title]): Command => ({
      id: `select-neighbour-${direction}`,
      section: "Select",
      title,
      keys: [key],
      run: (store) => selectNeighbour(store, direction),
    }),
  ),
  {
    id: "select-up",
    section: "Select",
    title: "Select everything upstream",
    keys: ["Shift+ArrowLeft"],
    keywords: "depends on before",
    isOn: hasNodes,
    run: (store) => selectReach(store, "up"),
  },
  {
    id: "select-down",
    section: "Select",
    title: "Select everything downstream",
    keys: ["Shift+ArrowRight"],
    keywords: "after follows",
    isOn: hasNodes,
    run: (store) => selectReach(store, "down"),
  },
  {
    id: "select-nothing",
    section: "Select",
    title: "Select nothing",
    keys: ["Escape"],
    isOn: (state) => !isEmptySelection(state.selection) || state.scope.length === 0,
    run: (store) => store.getState().select(nothing),
  },
  {
    id: "open-body",
    section: "View",
    title: "Open the body of the node",
    keys: ["O"],
    keywords: "inside map loop sub-pipeline enter",
    isOn: (state) => bodyAt(graphOf(state), state.catalogue, soleNode(state) ?? "") !== undefined,
    run: (store) => openBody(store, soleNode(store.getState())),
  },
  {
    id: "toggle-body",
    section: "View",
    title: "Expand or collapse the body in the node",
    keys: ["E"],
    keywords: "inside map loop sub-pipeline frame",
    isOn: (state) => bodyAt(graphOf(state), state.catalogue, soleNode(state) ?? "") !== undefined,
    run: (store) => toggleBody(store, soleNode(store.getState())),
  },
  {
    id: "enter-body",
    section: "View",
    title: "Go into the expanded body",
    keys: ["I"],
    keywords: "inside map loop sub-pipeline",
    isOn: (state) => frameOf(graphOf(state), soleNode(state) ?? "") !== undefined,
    run: (store) => enterBody(store, soleNode(store.getState())),
  },
  {
    id: "leave-body",
    section: "View",
    title: "Back to the graph around the body",
    keys: ["Escape"],
    keywords: "out leave close",
    isOn: (state) => state.scope.length > 0 && isEmptySelection(state.selection),
    run: (store) => leaveBody(store),
  },
];

export const viewCommands: readonly Command[] = [
  {
    id: "palette",
    section: "View",
    title: "All commands",
    keys: ["Ctrl+K"],
    isEverywhere: true,
    run: (store) => store.getState().set({ dialog: "commands" }),
  },
  {
    id: "find",
    section: "View",
    title: "Find and replace",
    keys: ["Ctrl+F", "Ctrl+H"],
    keywords: "search text nodes settings",
    isEverywhere: true,
    run: (store) => store.getState().set({ isFinding: true }),
  },
  {
    id: "fit",
    section: "View",
    title: "Show everything",
    keys: ["1"],
    keywords: "fit zoom",
    run: (store) => store.getState().viewPort?.fit({ padding: 0.1, maxZoom: 1, ...motion(160) }),
  },
  {
    id: "fit-selection",
    section: "View",
    title: "Show the selection",
    keys: ["2"],
    keywords: "fit zoom",
    isOn: hasNodes,
    run: (store) => {
      const { viewPort, selection } = store.getState();
      const nodes = [...selection.nodes].map((id) => ({ id }));
      viewPort?.fit({ nodes, padding: 0.3, maxZoom: 1.25, ...motion(160) });
    },
  },
  {
    id: "zoom-100",
    section: "View",
    title: "Zoom to 100 %",
    keys: ["0"],
    run: (store) => store.getState().viewPort?.zoomTo(1, motion(160)),
  },
  {
    id: "zoom-in",
    section: "View",
    title: "Zoom in",
    keys: ["="],
    run: (store) => store.getState().viewPort?.zoomIn(motion(160)),
  },
  {
    id: "zoom-out",
    section: "View",
    title: "Zoom out",
    keys: ["-"],
    run: (store) => store.getState().viewPort?.zoomOut(motion(160)),
  },
  {
    id: "next-region",
    section: "View",
    title: "Next part of the page",
    keys: ["F6"],
    isEverywhere: true,
    run: focusNextRegion,
  },
  {
    id: "shortcuts",
    section: "View",
    title: "Shortcuts",
    keys: ["?"],
    keywords: "keys help",
    run: (store) => store.getState().set({ dialog: "shortcuts" }),
  },
];

function selectAll(store: EditorStore): void {
  const graph = graphOf(store.getState());
  const { notes, groups } = graph.layout;
  store.getState().select({
    nodes: new Set(Object.keys(graph.nodes)),
    notes: new Set(Object.keys(notes)),
    groups: new Set(Object.keys(groups)),
  });
}
