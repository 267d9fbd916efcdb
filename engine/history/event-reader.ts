/** Reads events for all watchers: simultaneous reads share one query, and equal ones share their result. */
import type pg from "pg";
import { z } from "zod";
import type { RunEvent } from "../../lib/run.ts";
import { makeBatcher } from "../../platform/database/batch.ts";
import { logsOfRuns, readEvents } from "./sql/statements.ts";
import { StoredBatch } from "./stored-events.ts";

/** How far a run's log has come, and whether anything can follow. */
type LogState = { lastSeq: number; finished: boolean };
/** Events behind a cursor; `hasMore` when they are not all. */
type Reading = { events: readonly RunEvent[]; hasMore: boolean };

export type EventReader = {
  read(runId: string, afterSeq: number): Promise<Reading>;
  /** By run. A run that is not there is missing. */
  states(runIds: readonly string[]): Promise<Map<string, LogState>>;
  state(runId: string): Promise<LogState | undefined>;
};

/** Journal batches read at a time for one reader. */
const batchLimit = 100;

type Cursor = { runId: string; afterSeq: number };

export function makeEventReader(pool: pg.Pool): EventReader {
  const read = makeBatcher<Cursor, Reading>({
    max: 500,
    async run(asked) {
      const cursors = new Map(asked.map((cursor) => [keyOf(cursor), cursor]));
      const readings = new Map<string, Reading>();
      const each = [...cursors];
      const batches = await readBatches(
        pool,
        each.map(([, cursor]) => cursor),
      );
      for (const [number, [key, cursor]] of each.entries())
        readings.set(key, toReading(cursor, batches.get(number) ?? []));
      return asked.map((cursor) => readings.get(keyOf(cursor)) ?? nothing);
    },
  });

  async function states(runIds: readonly string[]): Promise<Map<string, LogState>> {
    const { rows } = await pool.query(logsOfRuns({ runIds }));
    return new Map(LogRows.parse(rows).map(({ runId, ...state }) => [runId, state]));
  }
  const state = makeBatcher<string, LogState | undefined>({
    max: 500,
    async run(runIds) {
      const found = await states(runIds);
      return runIds.map((runId) => found.get(runId));
    },
  });
  return { read: (runId, afterSeq) => read({ runId, afterSeq }), states, state };
}

const nothing: Reading = { events: [], hasMore: false };
const keyOf = ({ runId, afterSeq }: Cursor) => `${runId} ${afterSeq}`;
const LogRows = z.array(z.object({ runId: z.string(), lastSeq: z.number(), finished: z.boolean() }));

async function readBatches(pool: pg.Pool, cursors: readonly Cursor[]): Promise<Map<number, StoredBatch[]>> {
  const asked = { runIds: cursors.map(({ runId }) => runId), after: cursors.map(({ afterSeq }) => afterSeq) };
  const { rows } = await pool.query(readEvents({ ...asked, limit: batchLimit }));
  return Map.groupBy(z.array(StoredBatch).parse(rows), (batch) => batch.number);
}

function toReading({ runId, afterSeq }: Cursor, batches: readonly StoredBatch[]): Reading {
  const events = batches.flatMap((batch) => eventsOf(runId, batch)).filter(({ seq }) => seq > afterSeq);
  return { events, hasMore: batches.length === batchLimit };
}

function eventsOf(runId: string, { first, at, events }: StoredBatch): RunEvent[] {
  return events.map(([msAgo, data], index) => {
    return { runId, seq: first + index, at: new Date(at.getTime() - msAgo).toISOString(), data };
  });
}
