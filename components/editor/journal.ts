/** The unsaved draft in this browser's storage, so that a closed tab or a crash loses no edit. */
import { z } from "zod";
import { Graph } from "../../lib/graph.ts";
import type { Draft } from "./backend.ts";

const Entry = z.object({ revision: z.number().int(), graph: Graph });

const keyOf = (pipelineId: string) => `patchbay:draft:${pipelineId}`;

/** False when there is no room or storage is switched off; the server's copy is then the only one. */
export function writeJournal(pipelineId: string, draft: Draft): boolean {
  try {
    localStorage.setItem(keyOf(pipelineId), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function readJournal(pipelineId: string): Draft | undefined {
  try {
    const entry = Entry.safeParse(JSON.parse(localStorage.getItem(keyOf(pipelineId)) ?? "null"));
    return entry.data;
  } catch {
    return undefined;
  }
}

export function clearJournal(pipelineId: string): void {
  try {
    localStorage.removeItem(keyOf(pipelineId));
  } catch {
    // Without storage there is nothing to clear.
  }
}
