/** The histories of the runs in the database, read by the oracle itself and not through the product's own readers. */
import type pg from "pg";
import { z } from "zod";
import { RunEventData } from "../../lib/run.ts";
import { type Holder, readHolders } from "./claims.ts";

const Batch = z.object({
  runId: z.string(),
  seq: z.number(),
  first: z.number(),
  at: z.date(),
  transaction: z.number(),
  events: z.array(z.tuple([z.number(), RunEventData])),
});
const RunRow = z.object({
  id: z.string(),
  status: z.string(),
  token: z.number(),
  lastSeq: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  idempotencyKey: z.string().nullable(),
  queued: z.boolean(),
  parentId: z.string().nullable(),
});
const StepRow = z.object({ runId: z.string(), nodeId: z.string(), iteration: z.string(), status: z.string() });

type HistoryEvent = {
  seq: number;
  /** Milliseconds since 1970, counted by the clocks of workers: it tells events of one run apart, and not those of two. */
  at: number;
  /** Of the database. What was written after the commit of something else has a greater number. */
  transaction: number;
  data: RunEventData;
};
export type History = {
  run: z.infer<typeof RunRow>;
  batches: z.infer<typeof Batch>[];
  /** In order. */
  events: HistoryEvent[];
  steps: z.infer<typeof StepRow>[];
  /** Who held it, in order. */
  holders: Holder[];
};

export async function readHistories(pool: pg.Pool): Promise<History[]> {
  const runs = await read(
    pool,
    RunRow,
    `SELECT r.id, r.status, r.token, r."lastSeq", r.error, r."idempotencyKey", r."parentId", q."runId" IS NOT NULL AS queued
     FROM "Run" r LEFT JOIN "Queue" q ON q."runId" = r.id`,
  );
  const batches = await read(
    pool,
    Batch,
    `SELECT "runId", seq, first, at, xmin::text::float8 AS transaction, events FROM "RunEvent" ORDER BY "runId", seq`,
  );
  const steps = await read(pool, StepRow, `SELECT "runId", "nodeId", iteration, status FROM "Step"`);
  const holders = await readHolders(pool);
  const batchesOf = Map.groupBy(batches, (batch) => batch.runId);
  const stepsOf = Map.groupBy(steps, (step) => step.runId);
  return runs.map((run) => {
    const own = batchesOf.get(run.id) ?? [];
    const events = own.flatMap(({ first, at, transaction, events }) =>
      events.map(([ago, data], index) => ({ seq: first + index, at: at.getTime() - ago, transaction, data })),
    );
    return { run, batches: own, events, steps: stepsOf.get(run.id) ?? [], holders: holders.get(run.id) ?? [] };
  });
}

async function read<T>(pool: pg.Pool, schema: z.ZodType<T>, text: string): Promise<T[]> {
  return z.array(schema).parse((await pool.query(text)).rows);
}
