import type pg from "pg";
import { isFinished } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/run-views.ts";
import type { RunWatcher } from "../run-events.ts";
import { getRun } from "./read-runs.ts";

type Ask = { watcher: RunWatcher; workspaceId: string; runId: string; seconds: number; signal: AbortSignal };
const pollMs = 2000;

/** The run as soon as it has finished, or as it stands when the time is over. */
export async function waitForRun(db: { pool: pg.Pool }, ask: Ask): Promise<RunDetail> {
  const { watcher, workspaceId, runId, signal } = ask;
  const deadline = performance.now() + ask.seconds * 1000;
  for (;;) {
    const left = deadline - performance.now();
    // The listener stands before the row is read, so an end between the two is not missed.
    const settled = new AbortController();
    const sign = watcher.nextSign(
      runId,
      Math.max(0, Math.min(left, pollMs)),
      AbortSignal.any([signal, settled.signal]),
    );
    const run = await getRun(db, workspaceId, runId);
    if (isFinished(run.status) || left <= 0 || signal.aborted) {
      settled.abort();
      return run;
    }
    await sign;
  }
}
