/** Asking for batches, and how they stand. */
import { z } from "zod";
import { batchStates, type Mapping } from "../../../lib/batches/batch.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Catalogue } from "../../../lib/node-types/manifest.ts";
import { runFields } from "../../../lib/runs/run-fields.ts";
import { defined } from "../../../lib/values/defined.ts";
import { BatchMapping, type BatchView } from "../../../lib/views/live/batch-views.ts";
import { assertRowFile } from "../../../nodes/documents/rows/read-rows.ts";
import type { Db } from "../../../platform/database/db.ts";
import { jsonText } from "../../../platform/database/json-text.ts";
import { newId } from "../../../platform/ids.ts";
import type { Batch } from "../../../prisma/generated/client.ts";
import { readSnapshot } from "../../queue/snapshots/snapshots.ts";
import { BatchSource } from "./claimed-batch.ts";
import { ratePerMinute, Samples } from "./rate.ts";
import { assertMapping } from "./row-inputs.ts";
import { beginBatch as beginSql, cancelBatch as cancelSql, retryBatchRows } from "./sql/statements.ts";

type Deps = { db: Db; catalogue: Catalogue };
export type BatchOf = { workspaceId: string; pipelineId: string; id: string };

type BatchAsk = Omit<BatchOf, "id"> & {
  /** One of the two: a file, or the collection whose documents are the rows. */
  file?: string | undefined;
  collection?: string | undefined;
  sheet?: string | undefined;
  snapshotId: string;
  version: number | null;
  mapping?: Mapping | undefined;
  concurrency: number;
  skipRefused: boolean;
  autoStart: boolean;
  createdBy?: string | undefined;
};

/** Throws `bad_input` when the pipeline takes nothing that a row could give, or no rows are read from such a file. */
export async function makeBatch(deps: Deps, ask: BatchAsk): Promise<BatchView> {
  const { workspaceId, pipelineId, file, collection, sheet, version, mapping, ...rest } = ask;
  const { prisma } = deps.db;
  await assertRuns(deps.db, pipelineId);
  const graph = await readSnapshot(deps.db, workspaceId, ask.snapshotId);
  if (runFields(graph, deps.catalogue).length === 0) {
    const words =
      "This pipeline has no input that a row could give a value. Add an Input node with a field, and publish it.";
    throw new PatchbayError("bad_input", words);
  }
  const { name, source } = await sourceOf(deps.db, ask);
  const from = { id: newId(), workspaceId, pipelineId, name, source, versionNumber: version };
  const { createdBy = null, ...settings } = rest;
  const row = await prisma.batch.create({ data: { ...from, ...settings, createdBy, ...defined({ mapping }) } });
  return await viewOf(deps, row);
}

async function sourceOf({ prisma }: Db, { workspaceId, file, collection, sheet }: BatchAsk): Promise<Source> {
  if ((file === undefined) === (collection === undefined)) {
    throw new PatchbayError("bad_input", "Name a file that was uploaded, or a collection; one of the two.");
  }
  if (collection !== undefined) {
    const where = { id: collection, workspaceId };
    const found = await prisma.collection.findFirst({ where, select: { name: true } });
    if (!found) throw new PatchbayError("not_found", "There is no such collection in this workspace.");
    return { name: found.name, source: { kind: "collection", collectionId: collection } };
  }
  const fileId = file ?? "";
  const found = await prisma.file.findFirst({ where: { id: fileId, workspaceId }, select: { name: true } });
  if (!found) throw new PatchbayError("not_found", "There is no such file in this workspace. Upload it first.");
  assertRowFile(found.name);
  return { name: found.name, source: { kind: "file", fileId, ...defined({ sheet }) } };
}

type Source = { name: string; source: BatchSource };

/** Throws `conflict` for a pipeline that is archived. */
async function assertRuns({ prisma }: Db, pipelineId: string): Promise<void> {
  if ((await prisma.pipeline.count({ where: { id: pipelineId, archivedAt: { not: null } } })) === 0) return;
  throw new PatchbayError("conflict", "The pipeline is archived. Restore it to run a batch.");
}

export async function listBatches(deps: Deps, where: Omit<BatchOf, "id">): Promise<BatchView[]> {
  const rows = await deps.db.prisma.batch.findMany({ where, orderBy: { createdAt: "desc" }, take: 50 });
  return await Promise.all(rows.map((row) => viewOf(deps, row)));
}

export async function getBatch(deps: Deps, of: BatchOf): Promise<BatchView> {
  return await viewOf(deps, await findBatch(deps.db, of));
}

export async function findBatch({ prisma }: Db, where: BatchOf): Promise<Batch> {
  const row = await prisma.batch.findFirst({ where });
  if (!row) throw new PatchbayError("not_found", "There is no such batch of this pipeline.");
  return row;
}

type Begin = { mapping?: Mapping | undefined; concurrency?: number | undefined; skipRefused: boolean };

/** Has its rows checked, and then run. */
export async function beginBatch(
  deps: Deps,
  of: BatchOf,
  { mapping, concurrency, skipRefused }: Begin,
): Promise<BatchView> {
  const batch = await findBatch(deps.db, of);
  const graph = await readSnapshot(deps.db, of.workspaceId, batch.snapshotId);
  const chosen = mapping ?? BatchMapping.nullable().parse(batch.mapping) ?? {};
  if (batch.columns.length > 0)
    assertMapping({ graph, catalogue: deps.catalogue, columns: batch.columns, mapping: chosen });
  const query = beginSql({ id: batch.id, mapping: jsonText(chosen), concurrency, skipRefused });
  if ((await deps.db.pool.query(query)).rowCount === 0) throw notNow(batch.state, "started");
  return await getBatch(deps, of);
}

/** Rows that run go on to their end; no more start. */
export async function pauseBatch(deps: Deps, of: BatchOf): Promise<BatchView> {
  return await move(deps, of, { from: "running", to: "paused", word: "paused" });
}

export async function resumeBatch(deps: Deps, of: BatchOf): Promise<BatchView> {
  return await move(deps, of, { from: "paused", to: "running", word: "resumed" });
}

async function move(deps: Deps, of: BatchOf, { from, to, word }: { from: string; to: string; word: string }) {
  const { state } = await findBatch(deps.db, of);
  // What it did before the pause says nothing of how fast it goes.
  const data = { state: to, dueAt: new Date(), samples: [], error: null };
  const { count } = await deps.db.prisma.batch.updateMany({ where: { ...of, state: from }, data });
  if (count === 0 && state !== to) throw notNow(state, word);
  return await getBatch(deps, of);
}

/** Its runs are cancelled, and waiting rows do not run. */
export async function cancelBatch(deps: Deps, of: BatchOf): Promise<BatchView> {
  const { id } = await findBatch(deps.db, of);
  await deps.db.pool.query(cancelSql({ id }));
  return await getBatch(deps, of);
}

/** Runs the rows once more that failed. */
export async function retryBatch(deps: Deps, of: BatchOf): Promise<BatchView> {
  const { id, state } = await findBatch(deps.db, of);
  await assertRuns(deps.db, of.pipelineId);
  if ((await deps.db.pool.query(retryBatchRows({ id }))).rowCount === 0) throw notNow(state, "retried");
  return await getBatch(deps, of);
}

/** Its runs stay in the history; its file goes, through the database's trigger "deleteFilesOfBatches". */
export async function deleteBatch(deps: Deps, of: BatchOf): Promise<void> {
  await findBatch(deps.db, of);
  const { count } = await deps.db.prisma.batch.deleteMany({ where: { ...of, state: { not: "running" }, running: 0 } });
  if (count > 0) return;
  throw new PatchbayError("conflict", "The batch is running. Cancel it first, then delete it.");
}

/** Of a pipeline that is archived. */
export async function cancelBatches({ prisma, pool }: Pick<Db, "prisma" | "pool">, pipelineId: string): Promise<void> {
  const where = { pipelineId, state: { notIn: ["done", "cancelled", "failed"] } };
  for (const { id } of await prisma.batch.findMany({ where, select: { id: true } }))
    await pool.query(cancelSql({ id }));
}

function notNow(state: string, word: string): PatchbayError {
  return new PatchbayError("conflict", `The batch cannot be ${word} now: it is ${stateWords[state] ?? state}.`);
}

const stateWords: Readonly<Record<string, string>> = {
  reading: "being read",
  ready: "waiting to be started",
  checking: "being checked",
  refused: "waiting for a decision about the rows that do not fit",
};

async function viewOf({ db, catalogue }: Deps, row: Batch): Promise<BatchView> {
  const { id, pipelineId, name, columns, sheets, error, concurrency, total, refused, running } = row;
  const { succeeded, failed, cancelled } = row;
  const graph = await readSnapshot(db, row.workspaceId, row.snapshotId);
  const fields = runFields(graph, catalogue).map((field) => ({
    ...{ name: field.name, title: field.title ?? field.name, kind: field.kind },
    optional: field.optional === true || field.default !== undefined,
  }));
  const waiting = Math.max(0, total - refused - running - succeeded - failed - cancelled);
  const tokens = Number(row.tokensIn + row.tokensOut);
  const isRunning = row.state === "running";
  const source = BatchSource.parse(row.source);
  const ofFile = source.kind === "file" ? source : undefined;
  const rate = isRunning ? ratePerMinute(Samples.parse(row.samples), Date.now()) : undefined;
  return {
    ...{ id, pipelineId, name, columns, sheets, fields, error, concurrency, total, waiting, refused, running },
    ...{
      succeeded,
      failed,
      cancelled,
      tokens,
      version: row.versionNumber,
      state: z.enum(batchStates).parse(row.state),
    },
    file: ofFile?.fileId ?? null,
    sheet: ofFile?.sheet ?? null,
    mapping: BatchMapping.nullable().parse(row.mapping) ?? {},
    costUsd: row.tokensPriced === 0n && tokens > 0 ? null : row.costUsd,
    perMinute: rate === undefined ? null : Math.round(rate * 10) / 10,
    secondsLeft: rate === undefined ? null : Math.ceil(((waiting + running) / rate) * 60),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
