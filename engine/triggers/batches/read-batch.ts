/** Reads the rows of a batch into the database, some at a time. */
import { batchLimits, type Mapping } from "../../../lib/batches/batch.ts";
import { guessMapping } from "../../../lib/batches/guess-mapping.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { runFields } from "../../../lib/runs/run-fields.ts";
import { readRows } from "../../../nodes/documents/rows/read-rows.ts";
import type { FileRow } from "../../../nodes/documents/rows/row-file.ts";
import { jsonText } from "../../../platform/database/json-text.ts";
import { storedFile } from "../../../platform/files/stored-file.ts";
import { readSnapshot } from "../../queue/snapshots/snapshots.ts";
import type { BatchDeps, ClaimedBatch } from "./claimed-batch.ts";
import { documentColumns, documentRows } from "./collection-rows.ts";
import { forgetBatchRows, foundBatchRows, insertBatchRows, keepBatch } from "./sql/statements.ts";

const atOnce = 500;
const keepMs = 10_000;
type Rows = {
  columns: string[];
  sheets: string[];
  sheet: string | null;
  portions: Iterable<FileRow[]> | AsyncIterable<FileRow[]>;
};

/** Throws `bad_input` when the file cannot be read. A worker that takes over reads it once more; each row is kept once. */
export async function readBatch(deps: BatchDeps, batch: ClaimedBatch, signal: AbortSignal): Promise<void> {
  const { id, claim } = batch;
  const keeping = setInterval(() => void deps.pool.query(keepBatch({ id, claim })).catch(() => {}), keepMs);
  try {
    if (batch.source.kind === "collection") await deps.pool.query(forgetBatchRows({ id, claim }));
    const { columns, sheets, sheet, portions } = await rowsOf(deps, batch, signal);
    let first = 0;
    for await (const rows of portions) {
      signal.throwIfAborted();
      const lines = rows.map(({ line, cells, error }) => [line, cells, error ?? null]);
      const kept = await deps.pool.query(insertBatchRows({ id, claim, first, rows: jsonText(lines) }));
      // It was cancelled or deleted meanwhile, or another worker reads it.
      if (kept.rowCount === 0) return;
      first += rows.length;
      if (first > batchLimits.rows) throw tooMany();
    }
    if (first === 0)
      throw new PatchbayError("bad_input", `“${batch.name}” has no document that is ready. Add some first.`);
    const mapping = await guess(deps, batch, columns);
    await deps.pool.query(foundBatchRows({ id, claim, columns, sheets, sheet, mapping: jsonText(mapping) }));
  } finally {
    clearInterval(keeping);
  }
}

async function rowsOf(deps: BatchDeps, { workspaceId, source }: ClaimedBatch, signal: AbortSignal): Promise<Rows> {
  if (source.kind === "collection") {
    const { collectionId } = source;
    return {
      columns: documentColumns,
      sheets: [],
      sheet: null,
      portions: documentRows(deps, { workspaceId, collectionId }, signal),
    };
  }
  const file = await storedFile(deps, { fileId: source.fileId, workspaceId });
  if (!file) throw new PatchbayError("bad_input", "The file no longer exists. Upload it again and start a new batch.");
  const { columns, sheets, sheet, portions } = await readRows({ ...file, sheet: source.sheet }, signal);
  return { columns, sheets, sheet, portions: portions(atOnce) };
}

async function guess(deps: BatchDeps, { workspaceId, snapshotId, source }: ClaimedBatch, columns: string[]) {
  const fields = runFields(await readSnapshot(deps, workspaceId, snapshotId), deps.catalogue);
  const mapping: Mapping = guessMapping(fields, columns);
  const [field, another] = fields;
  // What a pipeline with one input wants of a document is its text.
  const isOpen = source.kind === "collection" && field && !another && !Object.hasOwn(mapping, field.name);
  return isOpen ? { [field.name]: "text" } : mapping;
}

function tooMany(): PatchbayError {
  return new PatchbayError(
    "bad_input",
    `There are more than ${batchLimits.rows.toLocaleString("en")} rows. Split them.`,
  );
}
