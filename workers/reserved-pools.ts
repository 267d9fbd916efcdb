import type pg from "pg";
import { openPool } from "../platform/database/db.ts";

/** Connections for what must not wait behind a worker's other statements. */
export type ReservedPools = {
  /** One for each lane of the journal. */
  journal: pg.Pool;
  leases: pg.Pool;
};

/** Well within a lease, which lasts 15 s: both leave time for another try. */
const statementMs = { journal: 9000, leases: 3500 };

export function openReservedPools(url: string, name: string): ReservedPools & { close(): Promise<void> } {
  const journal = openPool(url, { max: 2, name: `${name}-journal`, statementMs: statementMs.journal });
  const leases = openPool(url, { max: 1, name: `${name}-leases`, statementMs: statementMs.leases });
  return {
    journal,
    leases,
    async close() {
      await Promise.all([journal.end(), leases.end()]);
    },
  };
}
