import type pg from "pg";
import { type RunsAdvanced, topics } from "../../../lib/messages.ts";
import type { Broker } from "../../../platform/broker/broker.ts";
import { publishBestEffort } from "../../../platform/broker/publish-best-effort.ts";
import type { Log } from "../../../platform/log.ts";
import { expireRuns } from "./sql/statements.ts";

/** A connection that does not answer in this time must not hold up the sweep, which tries again. */
const answerMs = 5000;

/** Fails runs that have waited in the queue for longer than they may. While the database is unavailable it does nothing. */
export async function expireLate({ pool, broker, log }: { pool: pg.Pool; broker: Broker; log: Log }): Promise<void> {
  try {
    const timed = { ...expireRuns({}), query_timeout: answerMs };
    const { rows } = await pool.query<{ runId: string; seq: number }>(timed);
    const [first] = rows;
    if (!first) return;
    log.info({ runs: rows.length }, "runs failed that had waited too long in the queue");
    const value: RunsAdvanced = { runs: rows.map(({ runId, seq }) => [runId, seq, "finished"]) };
    await publishBestEffort(broker, [{ topic: topics.events, key: first.runId, value }]);
  } catch (error) {
    log.debug({ err: error }, "expired runs could not be read; retrying");
  }
}
