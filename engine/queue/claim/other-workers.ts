import type pg from "pg";
import { workersWithCapacity } from "./sql/statements.ts";

/** How long a worker relies on what it last read of the others' capacity. */
const knownMs = 1000;

/** Counts the other workers that have capacity, by their last heartbeats. */
export function makeOtherWorkers(pool: pg.Pool, workerId: string): () => Promise<number> {
  let known = { at: Number.NEGATIVE_INFINITY, count: 0 };
  return async () => {
    if (performance.now() - known.at < knownMs) return known.count;
    const { rows } = await pool.query(workersWithCapacity({ worker: workerId }));
    known = { at: performance.now(), count: rows.length };
    return known.count;
  };
}
