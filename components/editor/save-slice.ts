import type { Graph } from "../../lib/graph.ts";
import type { Slice } from "./state.ts";

/** `offline` tries again by itself; `conflict` waits for a person to choose; `refused` says why the server said no. */
export type SaveState =
  | { status: "saved" | "unsaved" | "saving" | "offline" }
  | { status: "refused"; reason: string }
  | { status: "conflict"; theirs: Graph; revision: number };

export type SaveSlice = {
  revision: number;
  save: SaveState;
  /** The graph the server has. The draft is unsaved while it is another one. */
  savedGraph: Graph | undefined;
  setSave(patch: Partial<Pick<SaveSlice, "revision" | "save" | "savedGraph">>): void;
};

export const saveSlice: Slice<SaveSlice> = (set) => ({
  revision: 0,
  save: { status: "saved" },
  savedGraph: undefined,
  setSave: (patch) => set(patch),
});
