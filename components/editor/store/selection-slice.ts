import type { Scope } from "../../../lib/edit/bodies.ts";
import { isInPlace } from "./document-slice.ts";
import type { Slice } from "./state.ts";

export type Selection = {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
  notes: ReadonlySet<string>;
  groups: ReadonlySet<string>;
};

export const nothing: Selection = { nodes: new Set(), edges: new Set(), notes: new Set(), groups: new Set() };

export type SelectionSlice = {
  selection: Selection;
  select(selection: Partial<Selection>): void;
  /** Adds and removes single things, as a Shift-click does. */
  toggle(kind: keyof Selection, changes: readonly { id: string; selected: boolean }[]): void;
};

export const selectionSlice: Slice<SelectionSlice> = (set) => ({
  selection: nothing,
  select: (selection) => set({ selection: { ...nothing, ...selection }, selectedBefore: undefined }),
  toggle: (kind, changes) =>
    set(({ selection }) => {
      const next = new Set(selection[kind]);
      for (const { id, selected } of changes) {
        if (selected) next.add(id);
        else next.delete(id);
      }
      return { selection: { ...selection, [kind]: next } };
    }),
});

export function isEmptySelection(selection: Selection): boolean {
  return Object.values(selection).every((ids) => ids.size === 0);
}

/** What is selected of the graph on the canvas: nothing while a body is worked in that is drawn open there. */
export function drawnSelection(state: { selection: Selection; scope: Scope; base: Scope }): Selection {
  return isInPlace(state) ? nothing : state.selection;
}

/** The one selected note, when exactly one note and nothing else is selected. */
export function soleNote({ selection: { nodes, edges, notes, groups } }: { selection: Selection }): string | undefined {
  const isSole = notes.size === 1 && nodes.size + edges.size + groups.size === 0;
  return isSole ? notes.values().next().value : undefined;
}

/** The one selected node, when exactly one node and nothing else is selected. */
export function soleNode({ selection }: { selection: Selection }): string | undefined {
  const isSole = selection.nodes.size === 1 && selection.notes.size === 0 && selection.groups.size === 0;
  return isSole ? selection.nodes.values().next().value : undefined;
}
