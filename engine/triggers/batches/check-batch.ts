/** Compares every row of a batch with the inputs, before anything runs. */
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { runFields } from "../../../lib/runs/run-fields.ts";
import { readSnapshot } from "../../queue/snapshots/snapshots.ts";
import { BatchRow } from "./batch-row.ts";
import type { BatchDeps, ClaimedBatch } from "./claimed-batch.ts";
import { assertMapping, rowProblem } from "./row-inputs.ts";
import { nextBatchRows, refuseBatchRows } from "./sql/statements.ts";

const atOnce = 500;
const Refused = z.object({ refused: z.number() });

/**
 * Sets the rows apart that do not fit. Answers how many those are; undefined when the batch is another's by now. A worker that
 * takes over begins anew: what is set apart stays so. Throws `bad_input` for a mapping with which no row can run.
 */
export async function checkBatch(
  deps: BatchDeps,
  batch: ClaimedBatch,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { id, claim, workspaceId, snapshotId, columns } = batch;
  const graph = await readSnapshot(deps, workspaceId, snapshotId);
  const of = {
    graph,
    catalogue: deps.catalogue,
    columns,
    mapping: batch.mapping ?? {},
    fields: runFields(graph, deps.catalogue),
  };
  assertMapping(of);
  for (let from = 0; ; ) {
    if (signal.aborted) return undefined;
    const found = await deps.pool.query(nextBatchRows({ id, from, limit: atOnce }));
    const rows = z.array(BatchRow).parse(found.rows);
    const problems = rows.flatMap(({ index, line, cells }) => {
      const error = rowProblem(of, { line, cells });
      return error === undefined ? [] : [{ index, error }];
    });
    const query = refuseBatchRows({
      ...{ id, claim },
      indexes: problems.map(({ index }) => index),
      errors: problems.map(({ error }) => error.replaceAll("\0", "\ufffd")),
    });
    const [kept] = (await deps.pool.query(query)).rows;
    if (kept === undefined) return undefined;
    if (rows.length < atOnce) return Refused.parse(kept).refused;
    from = (rows.at(-1)?.index ?? from) + 1;
  }
}

/** What to say of a batch with rows that were set apart. */
export function refusedRows(count: number): PatchbayError {
  const rows = count === 1 ? "1 row does not fit" : `${count} rows do not fit`;
  const words = `${rows} the inputs, and nothing has run. Correct the file or the columns, or run the others without them.`;
  return new PatchbayError("bad_input", words);
}
