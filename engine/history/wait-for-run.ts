import type pg from "pg";
import { isFinished, RunStatus } from "../../lib/run.ts";
import type { Json } from "../../lib/values/json.ts";
import type { RunWatcher } from "./run-events.ts";

type Ask = { watcher: RunWatcher; runId: string; seconds: number; signal: AbortSignal };

/** A run may have ended before we listened, or its notification be lost: the row itself is polled after these times. */
const firstLookMs = 500;
const pollMs = 2000;

/** Resolves as soon as the run has finished, with its outcome if the notification had it, or when the time is over. */
export async function waitForEnd(db: { pool: pg.Pool }, ask: Ask): Promise<Json | undefined> {
  const { watcher, runId, signal } = ask;
  const deadline = performance.now() + ask.seconds * 1000;
  let patience = firstLookMs;
  for (let left = ask.seconds * 1000; left > 0 && !signal.aborted; left = deadline - performance.now()) {
    const end = await watcher.ended(runId, Math.min(left, patience), signal);
    if (end) return end.outcome;
    if (await isOver(db, runId)) break;
    patience = pollMs;
  }
  return undefined;
}

/** Whether there is nothing to wait for, because the run has ended or is not there; the caller finds out which. */
async function isOver({ pool }: { pool: pg.Pool }, runId: string): Promise<boolean> {
  const query = { name: "wait-status", text: `SELECT status FROM "Run" WHERE id = $1`, values: [runId] };
  const { rows } = await pool.query<{ status: unknown }>(query);
  return rows.length === 0 || isFinished(RunStatus.parse(rows[0]?.status));
}
