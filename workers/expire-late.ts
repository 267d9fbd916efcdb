import type pg from "pg";
import { type RunsAdvanced, topics } from "../lib/messages.ts";
import type { Broker } from "../server/broker/broker.ts";
import { publishBestEffort } from "../server/broker/publish-best-effort.ts";
import type { Log } from "../server/log.ts";
import { expireRuns } from "./sql/expire-runs.ts";

/** A connection that says nothing for so long must not hold up the sweep, which comes by again. */
const answerMs = 5000;

/** Gives up runs that have waited longer to be begun than they were to. A database that is away is asked again later. */
export async function expireLate({ pool, broker, log }: { pool: pg.Pool; broker: Broker; log: Log }): Promise<void> {
  try {
    const timed = { ...expireRuns, query_timeout: answerMs };
    const { rows } = await pool.query<{ runId: string; seq: number }>(timed);
    const [first] = rows;
    if (!first) return;
    log.info({ runs: rows.length }, "runs were given up that had waited too long");
    const value: RunsAdvanced = { runs: rows.map(({ runId, seq }) => [runId, seq, "finished"]) };
    await publishBestEffort(broker, [{ topic: topics.events, key: first.runId, value }]);
  } catch (error) {
    log.debug({ err: error }, "late runs could not be looked for; trying again");
  }
}
