import type { Axis, Line } from "../../../lib/edit/arrange/arrange.ts";
import { groupOf } from "../../../lib/edit/groups.ts";
import {
  alignSelection,
  distributeSelection,
  leaveGroup,
  toggleFold,
  ungroupSelection,
} from "../actions/arrange-actions.ts";
import { groupSelection, nudgeSelection } from "../actions/graph-actions.ts";
import { graphOf } from "../store/document-slice.ts";
import { tidy } from "../tidy/tidy.ts";
import { type Command, hasNodes, hasSelection, hasSeveral } from "./command.ts";

const lines: readonly [Line, string, string][] = [
  ["left", "Align left edges", "Alt+A"],
  ["centre", "Align centres", "Alt+H"],
  ["right", "Align right edges", "Alt+D"],
  ["top", "Align top edges", "Alt+W"],
  ["middle", "Align middles", "Alt+V"],
  ["bottom", "Align bottom edges", "Alt+S"],
];

const axes: readonly [Axis, string, string][] = [
  ["x", "Distribute from left to right", "Alt+Shift+H"],
  ["y", "Distribute from top to bottom", "Alt+Shift+V"],
];

const nudges: readonly [string, number, number][] = [
  ["Left", -20, 0],
  ["Right", 20, 0],
  ["Up", 0, -20],
  ["Down", 0, 20],
];

const common = { section: "Arrange", edits: true } as const;

export const arrangeCommands: readonly Command[] = [
  {
    ...common,
    id: "tidy",
    title: "Tidy the selection or everything",
    keys: ["Shift+L"],
    keywords: "layout auto arrange clean",
    run: (store) => void tidy(store),
  },
  { ...common, id: "group", title: "Group", keys: ["Ctrl+G"], isOn: hasNodes, run: groupSelection },
  {
    ...common,
    id: "ungroup",
    title: "Ungroup",
    keys: ["Ctrl+Shift+G"],
    isOn: ({ selection }) => selection.groups.size > 0,
    run: ungroupSelection,
  },
  {
    ...common,
    id: "leave-group",
    title: "Remove from the group",
    keys: [],
    isOn: (state) => [...state.selection.nodes].some((id) => groupOf(graphOf(state), id) !== undefined),
    run: leaveGroup,
  },
  {
    ...common,
    id: "fold",
    title: "Collapse or expand the group",
    keys: ["G"],
    keywords: "fold unfold",
    isOn: hasSelection,
    run: toggleFold,
  },
  ...lines.map(
    ([line, title, keys]): Command => ({
      ...common,
      id: `align-${line}`,
      title,
      keys: [keys],
      isOn: hasSeveral,
      run: (store) => alignSelection(store, line),
    }),
  ),
  ...axes.map(
    ([axis, title, keys]): Command => ({
      ...common,
      id: `distribute-${axis}`,
      title,
      keys: [keys],
      isOn: ({ selection }) => selection.nodes.size > 2,
      run: (store) => distributeSelection(store, axis),
    }),
  ),
  ...nudges.map(
    ([direction, x, y]): Command => ({
      ...common,
      id: `nudge-${direction.toLowerCase()}`,
      title: `Nudge ${direction.toLowerCase()}`,
      keys: [`Alt+Arrow${direction}`],
      isOn: hasSelection,
      run: (store) => nudgeSelection(store, { x, y }),
    }),
  ),
];
