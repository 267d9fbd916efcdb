/**
 * Which worker claims which run where every worker receives every wake-up: for each run the workers have an order of their
 * own (rendezvous hashing), and the first of them claims. Workers that disagree on which are alive may both claim a run, or
 * neither; the database lets one win, and the sweep finds the rest.
 */
import type pg from "pg";
import { topics } from "../../../lib/messages.ts";
import type { Broker } from "../../../platform/broker/broker.ts";
import { publishBestEffort } from "../../../platform/broker/publish-best-effort.ts";
import type { Log } from "../../../platform/log.ts";
import { aliveWorkers } from "./sql/statements.ts";

export type Peers = {
  /** How many workers come before this one in the order for a run. */
  rank(runId: string): number;
  count(): number;
  /** Tells the others that this worker has started or is stopping. */
  announce(): Promise<void>;
  close(): Promise<void>;
};

const refreshMs = 5000;

export async function watchPeers(deps: { pool: pg.Pool; broker: Broker; log: Log; id: string }): Promise<Peers> {
  const { pool, broker, log, id } = deps;
  let others: string[] = [];

  async function refresh(): Promise<void> {
    const { rows } = await pool.query<{ id: string }>(aliveWorkers({ worker: id }));
    others = rows.map((row) => row.id);
  }
  const refreshSoon = () =>
    void refresh().catch((error) => log.debug({ err: error }, "the live workers could not be read"));

  const subscription = await broker.listen({ topics: [topics.workers], handle: refreshSoon });
  const timer = setInterval(refreshSoon, refreshMs).unref();
  await refresh();
  return {
    rank(runId) {
      const own = weight(runId, id);
      let rank = 0;
      for (const other of others) if (weight(runId, other) > own) rank += 1;
      return rank;
    },
    count: () => others.length + 1,
    async announce() {
      await publishBestEffort(broker, [{ topic: topics.workers, key: id, value: {} }]);
    },
    async close() {
      clearInterval(timer);
      await subscription.close();
    },
  };
}

/** FNV-1a with a final mix: quick, and every worker comes to the same number. */
function weight(runId: string, workerId: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < workerId.length; at += 1) hash = Math.imul(hash ^ workerId.charCodeAt(at), 0x01000193);
  for (let at = 0; at < runId.length; at += 1) hash = Math.imul(hash ^ runId.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}
