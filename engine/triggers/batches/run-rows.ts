/** Keeps so many runs of a batch going, and sees to those of a batch that was cancelled. */
import { z } from "zod";
import { batchStates } from "../../../lib/batches/batch.ts";
import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import { monthBudgetName } from "../../../lib/models/budget.ts";
import type { Field } from "../../../lib/node-types/manifest.ts";
import { runFields } from "../../../lib/runs/run-fields.ts";
import { defined } from "../../../lib/values/defined.ts";
import { cancelRun } from "../../queue/control/cancel-run.ts";
import { startRun } from "../../queue/enqueue/start-run.ts";
import { readSnapshot } from "../../queue/snapshots/snapshots.ts";
import { BatchRow } from "./batch-row.ts";
import type { BatchDeps, ClaimedBatch } from "./claimed-batch.ts";
import { rowInputs } from "./row-inputs.ts";
import { nextBatchRows, settleBatch, startBatchRows } from "./sql/statements.ts";

/** When so many rows have failed, all in the same way, the others would too: the batch is paused. */
const firstRows = 20;

const Standing = z.object({
  state: z.enum(batchStates),
  running: z.number(),
  concurrency: z.number(),
  ended: z.number(),
  endedNow: z.number(),
});
/** `halt` is what keeps further rows from starting for now. */
type Progress = { isDone: boolean; moved: boolean; ended: number; halt?: PatchbayError | undefined };
type Begun = { row: BatchRow; runId: string; error: string };

export async function runRows(deps: BatchDeps, batch: ClaimedBatch): Promise<Progress> {
  const { id } = batch;
  const [found] = (await deps.pool.query(settleBatch({ id, month: monthBudgetName, first: firstRows }))).rows;
  if (found === undefined) return { isDone: false, moved: false, ended: 0 };
  const { state, running, concurrency, ended, endedNow } = Standing.parse(found);
  const same = { ended, moved: endedNow > 0, isDone: false };
  if (state === "cancelled" && running > 0) await cancelOpen(deps, batch);
  if (state !== "running") return same;
  const limit = concurrency - running;
  if (limit <= 0) return same;
  const rows = z.array(BatchRow).parse((await deps.pool.query(nextBatchRows({ id, from: 0, limit }))).rows);
  if (rows.length === 0) return { ...same, isDone: running === 0 };
  const halt = await startRows(deps, batch, rows);
  return { ...same, moved: true, halt };
}

/** A row counts as started when its run is on disk; after a crash it is started again and finds its run by its key. */
async function startRows(deps: BatchDeps, batch: ClaimedBatch, rows: BatchRow[]): Promise<PatchbayError | undefined> {
  let halt: PatchbayError | undefined;
  const fields = runFields(await readSnapshot(deps, batch.workspaceId, batch.snapshotId), deps.catalogue);
  const begun = await Promise.all(
    rows.map(async (row): Promise<Begun[]> => {
      try {
        return [{ row, runId: await start(deps, batch, { ...row, fields }), error: "" }];
      } catch (thrown) {
        const error = asPatchbayError(thrown);
        // Another try would end as this one did.
        if (!error.canRetry && error.code !== "internal") return [{ row, runId: "", error: error.userMessage }];
        halt = error;
        return [];
      }
    }),
  );
  const all = begun.flat();
  if (all.length > 0) {
    const noted = {
      indexes: all.map(({ row }) => row.index),
      attempts: all.map(({ row }) => row.attempt),
      runs: all.map(({ runId }) => runId),
      errors: all.map(({ error }) => error),
    };
    await deps.pool.query(startBatchRows({ id: batch.id, ...noted }));
  }
  return halt;
}

async function start(
  deps: BatchDeps,
  batch: ClaimedBatch,
  { index, attempt, cells, fields }: BatchRow & { fields: readonly Field[] },
): Promise<string> {
  const { id, workspaceId, pipelineId, snapshotId, versionNumber, columns, mapping, createdBy } = batch;
  const inputs = rowInputs({ columns, mapping: mapping ?? {}, fields }, cells);
  const idempotencyKey = `batch ${id} row ${index}${attempt > 1 ? ` attempt ${attempt}` : ""}`;
  const ask = { workspaceId, pipelineId, versionNumber, graph: { snapshotId }, inputs, idempotencyKey };
  const by = defined({ createdBy: createdBy ?? undefined });
  const run = await startRun(deps, { ...ask, ...by, trigger: "batch" });
  return run.id;
}

const Open = z.object({ runId: z.string() });

async function cancelOpen(deps: BatchDeps, { id, workspaceId }: ClaimedBatch): Promise<void> {
  const text = `SELECT "runId" FROM "BatchRow" WHERE "batchId" = $1 AND state = 'running' AND "runId" IS NOT NULL`;
  const { rows } = await deps.pool.query({ name: "open-rows-of-batch", text, values: [id] });
  for (const { runId } of z.array(Open).parse(rows)) {
    await cancelRun(deps, { workspaceId, runId }).catch((error) => {
      if (!(error instanceof PatchbayError) || error.code !== "not_found") throw error;
    });
  }
}
