import type pg from "pg";
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { RunError, RunStatus, StepStatus, Trigger, type Values } from "../../lib/run.ts";
import { Json } from "../../lib/values/json.ts";
import type { RunDetail, RunFilters, RunOutcome, RunPage, RunSummary, StepView } from "../../lib/views/run-views.ts";
import { makeBatcher } from "../../platform/database/batch.ts";
import { listRuns as listRunsSql } from "./sql/list-runs.ts";
import { selectOutcomes, selectRuns } from "./sql/select-runs.ts";

type HasPool = { pool: pg.Pool };

type Asked = { runId: string; workspaceId: string };
type Reader = (asked: Asked) => Promise<unknown>;
type Statement = typeof selectRuns | typeof selectOutcomes;
const readers = { runs: makeReaders(selectRuns, 20), outcomes: makeReaders(selectOutcomes, 100) };

/** Reads that arrive together share a round trip: hundreds of callers may wait for their runs at once. */
function makeReaders(statement: Statement, max: number): (pool: pg.Pool) => Reader {
  const known = new WeakMap<pg.Pool, Reader>();
  return (pool) => {
    const reader =
      known.get(pool) ??
      makeBatcher<Asked, unknown>({
        max,
        async run(asked) {
          const values = [asked.map((one) => one.runId)];
          const { rows } = await pool.query<{ id: string; workspaceId: string }>({ ...statement, values });
          const found = new Map(rows.map((row) => [row.id, row]));
          return asked.map(({ runId, workspaceId }) => {
            const row = found.get(runId);
            return row?.workspaceId === workspaceId ? row : undefined;
          });
        },
      });
    known.set(pool, reader);
    return reader;
  };
}

/** A run of this workspace with all its steps. `not_found` when it is not there or is another workspace's. */
export async function getRun(db: HasPool, workspaceId: string, runId: string): Promise<RunDetail> {
  const found = await readers.runs(db.pool)({ runId, workspaceId });
  if (found === undefined) throw noRun();
  const row = DetailRow.parse(found);
  return { ...outcome(row), steps: row.steps.map(stepView) };
}

/** The same without its steps, which costs a fraction. */
export async function getOutcome(db: HasPool, workspaceId: string, runId: string): Promise<RunOutcome> {
  const found = await readers.outcomes(db.pool)({ runId, workspaceId });
  if (!isOutcomeRow(found)) throw noRun();
  return outcome(found);
}

/** The outcome of a run, as the notification of its end has it. Undefined when it is not a run of this workspace. */
export function outcomeFromNotification(row: Json, workspaceId: string): RunOutcome | undefined {
  const { data } = NotifiedRow.safeParse(row);
  return data?.workspaceId === workspaceId ? outcome(data) : undefined;
}

const noRun = () => new PatchbayError("not_found", "There is no such run in this workspace.");

/**
 * A page of a workspace's runs, newest first. `nextCursor` is there when more may follow: a page for which `scanLimit` runs
 * were looked at ends there, full or not, so that a filter that fits hardly any costs no walk through the whole history.
 */
export async function listRuns(
  db: HasPool,
  ask: Partial<RunFilters> & { workspaceId: string },
  scanLimit = 20_000,
): Promise<RunPage> {
  const { status, trigger, cursor, limit = 50, ...rest } = ask;
  const { page, edge } = listRunsSql({
    ...rest,
    statuses: status === undefined ? undefined : [status].flat(),
    triggers: trigger === undefined ? undefined : [trigger].flat(),
    after: cursor === undefined ? undefined : parseCursor(cursor),
    limit: limit + 1,
    scanLimit,
  });
  const found = z.array(SummaryRow).parse((await db.pool.query(page)).rows);
  const items = found.slice(0, limit).map(summary);
  const last =
    found.length > limit ? found[limit - 1] : edge && Place.optional().parse((await db.pool.query(edge)).rows[0]);
  return last ? { items, nextCursor: `${last.createdAt.toISOString()}_${last.id}` } : { items };
}

const Place = z.object({ createdAt: z.date(), id: z.string() });

/** A value that was too large for its row, whole. */
export async function readBlob(db: HasPool, workspaceId: string, sha: string): Promise<Json> {
  const text = `SELECT data FROM "Blob" WHERE id = $1 AND "workspaceId" = $2`;
  const { rows } = await db.pool.query({ name: "read-blob", text, values: [sha, workspaceId] });
  if (rows.length === 0) throw new PatchbayError("not_found", "There is no such value in this workspace.");
  return Json.parse(rows[0].data);
}

/** jsonb holds nothing but JSON, so its depths are not looked through again; a large run would pay for that dearly. */
const StoredValues = z.custom<Values>((value) => typeof value === "object" && value !== null && !Array.isArray(value));

const SummaryRow = z.object({
  id: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  versionNumber: z.number().nullable(),
  status: RunStatus,
  trigger: Trigger,
  error: RunError.nullable(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  createdBy: z.string().nullable(),
  parentId: z.string().nullable(),
  parentNode: z.string().nullable(),
  parentIteration: z.string().nullable(),
  parentIndex: z.number().nullable(),
  resumedFrom: z.string().nullable(),
});

/** A step as JSON of the database gives it. */
export const StepRow = z.object({
  nodeId: z.string(),
  iteration: z.string(),
  status: StepStatus,
  attempt: z.number(),
  input: StoredValues.nullable(),
  output: StoredValues.nullable(),
  error: RunError.nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  tokensIn: z.number().nullable(),
  tokensOut: z.number().nullable(),
  model: z.string().nullable(),
  reusedFrom: z.string().nullable(),
  waitUntil: z.string().nullable(),
});

const OutcomeRow = SummaryRow.extend({
  snapshotId: z.string(),
  shareLinkId: z.string().nullable(),
  cancelRequested: z.boolean(),
  lastSeq: z.number(),
  input: StoredValues,
  output: StoredValues.nullable(),
});
/** JSON has no dates. */
const NotifiedRow = OutcomeRow.extend({
  workspaceId: z.string(),
  createdAt: z.coerce.date(),
  startedAt: z.coerce.date().nullable(),
  finishedAt: z.coerce.date().nullable(),
});
const DetailRow = OutcomeRow.extend({ steps: z.array(StepRow) });

/** Its columns are those the statement names, written by us; looking through each of them again would cost more than all. */
const isOutcomeRow = (row: unknown): row is z.infer<typeof OutcomeRow> => typeof row === "object" && row !== null;

function summary(row: z.infer<typeof SummaryRow>): RunSummary {
  const { startedAt, finishedAt } = row;
  return {
    id: row.id,
    pipelineId: row.pipelineId,
    pipelineName: row.pipelineName,
    version: row.versionNumber,
    status: row.status,
    trigger: row.trigger,
    error: row.error,
    tokensIn: row.tokensIn,
    tokensOut: row.tokensOut,
    createdAt: row.createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    durationMs: startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null,
    createdBy: row.createdBy,
    parentId: row.parentId,
    parentNode: row.parentNode,
    parentIteration: row.parentIteration,
    parentIndex: row.parentIndex,
    resumedFrom: row.resumedFrom,
  };
}

function outcome(row: z.infer<typeof OutcomeRow>): RunOutcome {
  return {
    ...summary(row),
    snapshotId: row.snapshotId,
    shareLinkId: row.shareLinkId,
    cancelRequested: row.cancelRequested,
    lastSeq: row.lastSeq,
    input: row.input,
    output: row.output,
  };
}

/** Postgres writes dates inside JSON with its own offset; the API gives them in UTC. */
function stepView(row: z.infer<typeof StepRow>): StepView {
  const utc = (date: string | null) => (date === null ? null : new Date(date).toISOString());
  return { ...row, startedAt: utc(row.startedAt), finishedAt: utc(row.finishedAt), waitUntil: utc(row.waitUntil) };
}

function parseCursor(cursor: string): { at: string; id: string } {
  const [at = "", id = ""] = cursor.split("_");
  if (Number.isNaN(Date.parse(at)) || id === "") {
    throw new PatchbayError("bad_input", "This cursor is not valid. Start again without a cursor.");
  }
  return { at, id };
}
