import type { EditorParts } from "../store/context.tsx";
import { canEdit } from "../store/document-slice.ts";
import { isEmptySelection, soleNode } from "../store/selection-slice.ts";
import type { EditorState } from "../store/state.ts";
import type { EditorStore } from "../store/store.ts";

export const sections = ["Add", "Edit", "Arrange", "Select", "View", "Run", "Pipeline"] as const;

/** Something a person can do. Keyboard, command palette, menus and toolbars all read the one table in commands.ts. */
export type Command = {
  id: string;
  title: string;
  section: (typeof sections)[number];
  /** Each as "Ctrl+Shift+Z"; Ctrl stands for Cmd on a Mac. The first is the one that is shown. */
  keys: readonly string[];
  /** Other words that find it. */
  keywords?: string;
  /** Changes the graph: not on a read-only canvas. */
  edits?: true;
  /** Starts or stops runs: not for a viewer, but for those with a share link that allows it. */
  controlsRuns?: true;
  /** Needs the pipeline's page around it: not behind a share link. */
  needsPage?: true;
  /** When it does nothing the key keeps its own meaning. */
  isOn?: (state: EditorState) => boolean;
  /** The browser's own event does it when the keys are pressed. */
  isNative?: true;
  /** Works while a setting is being typed. */
  isEverywhere?: true;
  run: (store: EditorStore, parts: EditorParts) => void;
};

export function isAllowed(command: Command, state: EditorState, { edit }: Pick<EditorParts, "edit">): boolean {
  if (command.edits && !canEdit(state)) return false;
  if (command.needsPage && !edit) return false;
  if (command.controlsRuns && edit && state.isReadOnly) return false;
  return command.isOn?.(state) ?? true;
}

export const hasSelection = ({ selection }: EditorState) => !isEmptySelection(selection);
export const hasNodes = ({ selection }: EditorState) => selection.nodes.size > 0;
export const hasSeveral = ({ selection }: EditorState) => selection.nodes.size > 1;
export const hasOneNode = (state: EditorState) => soleNode(state) !== undefined;
