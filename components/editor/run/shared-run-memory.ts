import type { EditorParts } from "../store/context.tsx";
import { followRun } from "./run-control.ts";

const keyOf = (pipelineId: string) => `patchbay:shared-run:${pipelineId}`;

/**
 * A visitor has no history of runs: the tab remembers the one that is shown, so that reloading the page does not lose it.
 * Returns how to stop.
 */
export function keepSharedRun(parts: EditorParts): () => void {
  const { store } = parts;
  const key = keyOf(store.getState().pipelineId);
  const before = sessionStorage.getItem(key);
  // A run that is gone, or was another link's, is asked for once.
  sessionStorage.removeItem(key);
  if (before !== null && store.getState().run === undefined) void followRun(parts, before);
  return store.subscribe(({ run }, former) => {
    if (run && run.detail.id !== former.run?.detail.id) sessionStorage.setItem(key, run.detail.id);
  });
}
