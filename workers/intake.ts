/**
 * From the doorbell to the claim. A doorbell only says where to look; the claim decides. One claim is on its way at a time:
 * what is rung for meanwhile goes together in the next, so one run alone waits for nothing and under load many share a
 * statement. A worker that is full lets go of doorbells: the rows wait in the database, and it takes the next ones from
 * there as soon as it has room.
 */
import type pg from "pg";
import { crashPoint } from "../server/crash-point.ts";
import type { Log } from "../server/log.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import type { Shares } from "./shares.ts";
import { claimNext, claimOwn, claimRuns, claimRunsWithin } from "./sql/claim-runs.ts";

export type IntakeDeps = {
  pool: pg.Pool;
  log: Log;
  workerId: string;
  /** How many more runs this worker may take right now. */
  room(): number;
  /** The runs in its hands. */
  held(): string[];
  holds(runId: string): boolean;
  /** Those among them that were begun on their doorbell, and are still queued for all that the database knows. */
  unclaimed(): string[];
  begin(run: ClaimedRun): void;
  shares: Shares;
  /** How many runs of one workspace this worker carries at a time. */
  perWorkspace: number;
};

export type Intake = {
  /** Claims the runs that are rung for, as far as there is room. Answers which there is no room for. */
  hear(runIds: readonly string[]): Promise<string[]>;
  /**
   * Begins a new run whose doorbell brought along what is needed. False when it has to wait for its turn with the others,
   * which a claim gives it.
   */
  take(run: ClaimedRun): boolean;
  /** Claims what nobody rang for and is due for at least `minAgeMs`. Answers how many. */
  sweep(minAgeMs: number): Promise<number>;
  /** Leaves a run to others for a while. */
  avoid(runId: string): void;
  /** Room was made: take what had to be left lying. */
  refill(): void;
  /** Claims nothing any more; resolves when no claim is on its way. */
  close(): Promise<void>;
};

/** A claim that is not answered for so long is taken for lost; its runs are asked for again by the worker's own name. */
const answerMs = 5000;
/** How long others may find a run which this worker avoids. */
const avoidMs = 10_000;

export function makeIntake({
  pool,
  log,
  workerId,
  room,
  held,
  holds,
  unclaimed,
  begin,
  shares,
  perWorkspace,
}: IntakeDeps): Intake {
  const avoided = new Set<string>();
  let isClosed = false;
  let hasBacklog = false;
  /** A claim's answer was lost: rows may carry our name which we do not know of. */
  let mayOwnMore = false;
  let heard: string[] = [];
  let hearing: Promise<string[]> | undefined;
  let isRefilling = false;
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine;
    return mine;
  }

  /** A database that is away costs time, never a run: the sweep comes again. */
  async function claim(query: pg.QueryConfig): Promise<number> {
    try {
      const timed = { ...query, query_timeout: answerMs };
      const { rows } = await pool.query<ClaimedRun>(timed);
      if (rows.length > 0) crashPoint("after-claim");
      for (const row of rows) {
        shares.begun(row.workspaceId);
        begin(row);
      }
      return rows.length;
    } catch (error) {
      hasBacklog = true;
      mayOwnMore = true;
      log.warn({ err: error }, "runs could not be claimed; the sweep will find them");
      return 0;
    }
  }

  /** To claim what was begun on its doorbell would begin it a second time, and lose what its first life has done. */
  const notForUs = () => [...avoided, ...unclaimed()];

  async function claimHeard(): Promise<string[]> {
    hearing = undefined;
    const begun = new Set(unclaimed());
    const asked = begun.size === 0 ? heard : heard.filter((runId) => !begun.has(runId));
    heard = [];
    const free = isClosed ? 0 : Math.max(0, room());
    // Others wait already, so whoever rings has to wait for a turn as they do.
    if (hasBacklog && free > 0) {
      await claimOldest(0);
      return asked.filter((runId) => avoided.has(runId));
    }
    const fit = avoided.size === 0 ? asked : asked.filter((runId) => !avoided.has(runId));
    const wanted = fit.slice(0, free);
    if (wanted.length < fit.length) hasBacklog = true;
    if (wanted.length > 0) await claimRung(wanted);
    if (fit === asked) return asked.slice(free);
    const taken = new Set(wanted);
    return asked.filter((runId) => !taken.has(runId));
  }

  /** Only where a workspace could come to have more than it may is each one's part counted out. */
  async function claimRung(runIds: readonly string[]): Promise<void> {
    if (runIds.length <= shares.least()) {
      await claim({ ...claimRuns, values: [runIds, workerId] });
      return;
    }
    const { ids, room: rooms } = shares.standing();
    const count = await claim({ ...claimRunsWithin, values: [runIds, workerId, ids, rooms, perWorkspace] });
    if (count < runIds.length) hasBacklog = true;
  }

  async function claimOldest(minAgeMs: number): Promise<number> {
    if (isClosed) return 0;
    if (mayOwnMore) {
      mayOwnMore = false;
      await claim({ ...claimOwn, values: [held(), workerId] });
    }
    const free = Math.max(0, room());
    if (free === 0) return 0;
    const { ids, served, room: rooms } = shares.standing();
    const values = [free, workerId, minAgeMs, ids, served, rooms, perWorkspace, notForUs()];
    hasBacklog = false;
    const count = await claim({ ...claimNext, values });
    if (count >= free || rooms.includes(0)) hasBacklog = true;
    return count;
  }

  return {
    async hear(runIds) {
      heard.push(...runIds);
      hearing ??= inTurn(claimHeard);
      const left = await hearing;
      return left.length === 0 ? [] : left.filter((runId) => runIds.includes(runId));
    },
    take(run) {
      // A doorbell may come so late that the sweep was here before.
      if (holds(run.id)) return true;
      if (isClosed || hasBacklog || room() < 1 || shares.roomOf(run.workspaceId) < 1 || avoided.has(run.id))
        return false;
      crashPoint("after-bell");
      shares.begun(run.workspaceId);
      begin(run);
      return true;
    },
    sweep: (minAgeMs) => inTurn(() => claimOldest(minAgeMs)),
    avoid(runId) {
      avoided.add(runId);
      setTimeout(() => avoided.delete(runId), avoidMs).unref();
    },
    refill() {
      if (!hasBacklog || isClosed) return;
      if (isRefilling) return;
      isRefilling = true;
      void inTurn(async () => {
        isRefilling = false;
        await claimOldest(0);
      });
    },
    async close() {
      isClosed = true;
      await turn;
    },
  };
}
