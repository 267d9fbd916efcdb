import type pg from "pg";
import { topics } from "../../../lib/messages.ts";
import type { Broker } from "../../../platform/broker/broker.ts";
import { publishBestEffort } from "../../../platform/broker/publish-best-effort.ts";
import type { Log } from "../../../platform/log.ts";
import { endedWorkers, endLeases } from "./sql/statements.ts";

type Deps = { pool: pg.Pool; broker: Broker; log: Log };

/** A connection that does not answer in this time must not hold up the sweep, which tries again. */
const answerMs = 5000;

/**
 * Ends the leases of workers that have ended without a word, so that their runs wait for no lease. When this is wrong about
 * a worker, it loses its runs as by a lease that ran out: their next claims have other tokens.
 */
export async function releaseFromEnded({ pool, broker, log }: Deps): Promise<void> {
  try {
    const ask = { ...endedWorkers({}), query_timeout: answerMs };
    const { rows } = await pool.query<{ id: string }>(ask);
    if (rows.length === 0) return;
    const workers = rows.map(({ id }) => id);
    const end = { ...endLeases({ workers }), query_timeout: answerMs };
    const { rowCount } = await pool.query(end);
    if (!rowCount) return;
    log.info({ workers, runs: rowCount }, "workers have ended without a word; their runs are taken over");
    // The others must not leave wake-ups to them any longer.
    await publishBestEffort(broker, [{ topic: topics.workers, key: workers[0] ?? "", value: {} }]);
  } catch (error) {
    log.debug({ err: error }, "workers that have ended could not be found; retrying");
  }
}
