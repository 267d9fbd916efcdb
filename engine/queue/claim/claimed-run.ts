import type { Budget } from "../../../lib/models/budget.ts";
import type { Values } from "../../../lib/run.ts";

/**
 * A run as its claim or its wake-up gives it. `token` and `worker` are the right to write; `ageMs` is how long ago it
 * first started.
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
  /** How often something had happened that it may wait for, when it was claimed. */
  wakes: number;
  tokensIn: number;
  tokensOut: number;
  costUsd: number;
  tokensPriced: number;
  ageMs: number;
  /**
   * The time from which its tenure counts, in milliseconds since 1970 by the database's clock: not before anything that is
   * recorded of the run. Null for an inline claim: its first batch sets the run's start, and counts from there.
   */
  anchor: number | null;
  /** Nothing was ever written about it but that it was accepted. */
  isNew: boolean;
  /** It came with its wake-up: the first journal batch claims it, unless another worker has by then (../inline-claim.ts). */
  isInlineClaim?: true;
  /** A caller waits for its end and its outcome. */
  isAwaited?: boolean | undefined;
  /** How long it waited in the queue. */
  waitedMs: number;
  /** The worker from which it was taken over, when that worker's lease had expired. */
  former: string | null;
  /** Workers that ended while they held it, and what is noted of its steps since. */
  losses: number;
  suspects: unknown;
  /** A step of it may be at its last try, for all that is known before it is loaded (../../tenure/suspects.ts). */
  isLastTry: boolean;
  parentId: string | null;
  /** The trigger node that started it; null when it begins at its Input nodes. */
  triggerNode: string | null;
  /** The caller's W3C trace context. */
  traceparent: string | null;
  /** What its models may take, where it was started with that. */
  budget: Budget | null;
};

/** What every line of the log about this run carries. A field named `token` would be redacted (platform/log.ts). */
export function idsOf({ id, workspaceId, pipelineId, token }: ClaimedRun) {
  return { runId: id, workspaceId, pipelineId, fencingToken: token };
}

/** Another worker holds this run now, or it has ended: what this worker knows of it is stale. */
export class LostRun extends Error {
  override name = "LostRun";
}
