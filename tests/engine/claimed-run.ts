import type { ClaimedRun } from "../../engine/queue/claim/claimed-run.ts";

/** A new run as a worker claims it for the first time, with nothing special about it but what is given. */
export function claimedRun(given: Partial<ClaimedRun> = {}): ClaimedRun {
  return {
    ...{ id: "r", workspaceId: "w", pipelineId: "p", snapshotId: "s", input: {}, token: 1, worker: "a", lastSeq: 1 },
    ...{ tokensIn: 0, tokensOut: 0, costUsd: 0, tokensPriced: 0, ageMs: 0, waitedMs: 0, wakes: 0, anchor: 0 },
    ...{ cancelRequested: false, isNew: true, losses: 0, suspects: null, isLastTry: false },
    ...{ former: null, parentId: null, triggerNode: null, traceparent: null, budget: null },
    ...given,
  };
}
