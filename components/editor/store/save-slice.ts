import type { Graph } from "../../../lib/graph/graph.ts";
import type { Slice } from "./state.ts";

/**
 * `offline` retries automatically; `conflict` waits for a person to choose, with what both sides began with (`base`) and
 * what the server has; `refused` says why the server said no.
 */
export type SaveState =
  | { status: "saved" | "unsaved" | "saving" | "offline" }
  | { status: "refused"; reason: string }
  | { status: "conflict"; base: Graph; theirs: Graph; revision: number };

/** Someone who has this pipeline open, this page included. */
export type OtherEditor = { tab: string; userId: string; name: string; since: string };

export type SaveSlice = {
  revision: number;
  save: SaveState;
  /** The graph the server has. The draft is unsaved while it is another one. */
  savedGraph: Graph | undefined;
  /** When changes that were saved elsewhere came in last, in milliseconds. */
  arrivedAt: number | undefined;
  /** This page among the editors. */
  tab: string;
  editors: readonly OtherEditor[];
  setSave(patch: Partial<Pick<SaveSlice, "revision" | "save" | "savedGraph" | "arrivedAt" | "editors">>): void;
};

export const saveSlice: Slice<SaveSlice> = (set) => ({
  revision: 0,
  save: { status: "saved" },
  savedGraph: undefined,
  arrivedAt: undefined,
  tab: "",
  editors: [],
  setSave: (patch) => set(patch),
});
