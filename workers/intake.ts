/**
 * From the doorbell to the claim. A doorbell only says where to look; the claim decides. Its position in the broker is
 * given up right after the claim, so a long run never holds anything back. A worker that is full lets go of doorbells:
 * the rows wait in the database, and it takes the next ones from there when it has room.
 */
import type pg from "pg";
import { Doorbell } from "../lib/messages.ts";
import type { BrokerMessage } from "../server/broker/broker.ts";
import { crashPoint } from "../server/crash-point.ts";
import type { Log } from "../server/log.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { claimNext, claimRuns } from "./sql/claim-runs.ts";

export type IntakeDeps = {
  pool: pg.Pool;
  log: Log;
  workerId: string;
  /** How many more runs this worker may take right now. */
  room(): number;
  begin(run: ClaimedRun): void;
};

export type Intake = {
  /** Claims the runs that are rung for, as far as there is room. Rejects only what is no doorbell. */
  hear(messages: readonly BrokerMessage[]): Promise<void>;
  /** Claims what nobody rang for: expired leases, and runs queued for at least `minAgeMs`. Answers how many. */
  sweep(minAgeMs: number): Promise<number>;
  /** Room was made: take what had to be left lying. */
  refill(): void;
  /** Claims nothing any more; resolves when no claim is on its way. */
  close(): Promise<void>;
};

export function makeIntake({ pool, log, workerId, room, begin }: IntakeDeps): Intake {
  let isClosed = false;
  let hasBacklog = false;
  let reserved = 0;
  const claims = new Set<Promise<number>>();

  /** Runs a claim for at most `wanted` runs. A database that is away costs time, never a run: the sweep comes again. */
  function claim(wanted: number, query: (limit: number) => pg.QueryConfig): Promise<number> {
    const limit = Math.min(wanted, Math.max(0, room() - reserved));
    if (isClosed || limit === 0) return Promise.resolve(0);
    reserved += limit;
    const work = pool
      .query<ClaimedRun>(query(limit))
      .then(
        ({ rows }) => rows,
        (error) => {
          hasBacklog = true;
          log.warn({ err: error }, "runs could not be claimed; the sweep will find them");
          return [];
        },
      )
      .then((rows) => {
        reserved -= limit;
        if (rows.length > 0) crashPoint("after-claim");
        for (const row of rows) begin(row);
        return rows.length;
      });
    claims.add(work);
    void work.then(() => claims.delete(work));
    return work;
  }

  const claimOldest = (minAgeMs: number) =>
    claim(Number.POSITIVE_INFINITY, (limit) => ({ ...claimNext, values: [limit, workerId, minAgeMs] }));

  return {
    async hear(messages) {
      const ids = messages.map(({ value }) => Doorbell.parse(value).runId);
      const free = Math.max(0, room() - reserved);
      if (ids.length > free) hasBacklog = true;
      await claim(ids.length, (limit) => ({ ...claimRuns, values: [ids.slice(0, limit), workerId] }));
    },
    sweep: claimOldest,
    refill() {
      if (!hasBacklog || isClosed) return;
      hasBacklog = false;
      const before = Math.max(0, room() - reserved);
      void claimOldest(0).then((count) => {
        if (count >= before) hasBacklog = true;
      });
    },
    async close() {
      isClosed = true;
      await Promise.all(claims);
    },
  };
}
