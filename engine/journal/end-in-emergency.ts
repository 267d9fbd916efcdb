import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type RunsAdvanced, topics } from "../../lib/messages.ts";
import type { RunError } from "../../lib/run.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import { publishBestEffort } from "../../platform/broker/publish-best-effort.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { Log } from "../../platform/log.ts";
import { isTransientDbError } from "../../platform/retry/transient-db-error.ts";
import { type ClaimedRun, idsOf } from "../queue/claim/claimed-run.ts";
import { releaseLease } from "../queue/claim/lease.ts";
import { endInEmergencyStatement } from "./sql/statements.ts";

type Deps = { pool: pg.Pool; broker: Broker; log: Log };

const backoffMs = 500;
/** A connection that does not answer in this time is given up. */
const answerMs = 10_000;

const unstorable: RunError = {
  code: "internal",
  message:
    "What this run produced cannot be stored, so it was stopped; what it did since its last stored step is not shown. The worker's log has details.",
};

/**
 * Ends a run without its journal: one whose journal the database refuses for its content, or that cannot be loaded. What it
 * produced since its last batch is not kept, and the run says why (`error`). When not even this can be written, it is
 * released: it has not ended, and another worker continues it. Answers the error with which it has ended, if it has.
 */
export async function endInEmergency(
  deps: Deps,
  run: ClaimedRun,
  { isLost, error: reason = unstorable }: { isLost(): boolean; error?: RunError },
): Promise<RunError | undefined> {
  const { pool, broker, log } = deps;
  const { id, token, worker } = run;
  const error = jsonText(reason);
  const timed = { ...endInEmergencyStatement({ id, token, worker, error }), query_timeout: answerMs };
  while (!isLost()) {
    try {
      const { rows } = await pool.query<{ seq: number }>(timed);
      const [end] = rows;
      if (!end) return undefined;
      const value: RunsAdvanced = { runs: [[id, end.seq, "finished"]] };
      await publishBestEffort(broker, [{ topic: topics.events, key: id, value }]);
      return reason;
    } catch (error) {
      if (!isTransientDbError(error)) {
        log.error({ err: error, ...idsOf(run) }, "a run could not even be ended as failed; it is released");
        await release(deps, run);
        return undefined;
      }
      log.warn({ err: error, ...idsOf(run) }, "a run whose journal was refused could not be ended yet; retrying");
      await sleep(backoffMs);
    }
  }
  return undefined;
}

async function release({ pool, log }: Deps, run: ClaimedRun): Promise<void> {
  try {
    await releaseLease(pool, run);
  } catch (error) {
    log.error({ err: error, ...idsOf(run) }, "a run could not be released; its lease will expire");
  }
}
