/** The rows of a batch with what came of them, page by page, however many there are. */
import { z } from "zod";
import { type RowState, rowStates } from "../../../lib/batches/batch.ts";
import { blobRefOf } from "../../../lib/values/blob-ref.ts";
import { Json } from "../../../lib/values/json.ts";
import type { BatchRowView } from "../../../lib/views/live/batch-views.ts";
import type { Db } from "../../../platform/database/db.ts";
import { readBatchRows } from "./sql/statements.ts";

type HasPool = Pick<Db, "pool">;
type Page = { id: string; from: number; limit: number; state?: RowState | undefined };

const Row = z.object({
  index: z.number(),
  line: z.number(),
  state: z.enum(rowStates),
  cells: z.array(Json).nullable(),
  output: z.record(z.string(), Json).nullable(),
  error: z.string().nullable(),
  runId: z.string().nullable(),
});

/** Values over 64 kB are references. */
export async function readResults({ pool }: HasPool, { id, from, limit, state }: Page): Promise<BatchRowView[]> {
  const { rows } = await pool.query(readBatchRows({ id, from, limit, state }));
  return z
    .array(Row)
    .parse(rows)
    .map(({ line, ...row }) => ({ row: line, ...row }));
}

const atOnce = 200;

/**
 * All rows in their order, with their outputs whole: one at a time, as each may be large. What goes on meanwhile is as it is
 * when its page is read.
 */
export async function* allResults(db: HasPool, id: string, workspaceId: string): AsyncGenerator<BatchRowView> {
  for (let from = 0; ; ) {
    const rows = await readResults(db, { id, from, limit: atOnce });
    const last = rows.at(-1);
    if (!last) return;
    for (const row of rows) yield row.output ? { ...row, output: await whole(db, workspaceId, row.output) } : row;
    if (rows.length < atOnce) return;
    from = last.index + 1;
  }
}

async function whole({ pool }: HasPool, workspaceId: string, output: { [name: string]: Json }) {
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(output)) {
    const blob = blobRefOf(value)?.$blob;
    if (blob === undefined) entries.push([name, value]);
    else {
      const text = `SELECT data FROM "Blob" WHERE id = $1 AND "workspaceId" = $2`;
      const { rows } = await pool.query({ name: "blob-of-batch", text, values: [blob, workspaceId] });
      entries.push([name, rows.length === 0 ? null : Json.parse(rows[0].data)]);
    }
  }
  return Object.fromEntries(entries);
}
