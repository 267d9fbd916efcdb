import type { Values } from "../lib/run.ts";

/**
 * A run as its claim or its doorbell gives it. `token` and `worker` are the right to write; `ageMs` is how long ago it
 * was first begun.
 */
export type ClaimedRun = {
  id: string;
  workspaceId: string;
  pipelineId: string;
  snapshotId: string;
  input: Values;
  token: number;
  worker: string;
  lastSeq: number;
  cancelRequested: boolean;
  /** How often there had been news for it when it was claimed. */
  wakes: number;
  tokensIn: number;
  tokensOut: number;
  ageMs: number;
  /** Nothing was ever written about it but that it was accepted. */
  isNew: boolean;
  /** It was begun on its doorbell: the first page of the journal claims it, if nobody else has by then. */
  byBell?: true;
  /** Somebody waits for its end, to be told what came of it. */
  isAwaited?: boolean | undefined;
  /** How long it waited to be begun. */
  waitedMs: number;
  /** The worker from which it was taken over, when that one's lease was over. */
  former: string | null;
  parentId: string | null;
  /** The W3C trace context of whoever asked for it. */
  traceparent: string | null;
};

/** What every line of the log about this run carries. */
export function idsOf({ id, workspaceId, pipelineId, token }: ClaimedRun) {
  return { runId: id, workspaceId, pipelineId, lease: token };
}

/** Another worker holds this run now, or it has ended: whatever we still know about it is worth nothing. */
export class LostRun extends Error {
  override name = "LostRun";
}
