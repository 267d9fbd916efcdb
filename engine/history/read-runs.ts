import type pg from "pg";
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { BlobRef, type Values } from "../../lib/run.ts";
import { timestampOf } from "../../lib/values/bounds.ts";
import { defined } from "../../lib/values/defined.ts";
import { Json } from "../../lib/values/json.ts";
import type { RunCount, RunDetail, RunFilters, RunOutcome, RunPage } from "../../lib/views/run-views.ts";
import { makeBatcher } from "../../platform/database/batch.ts";
import { OutcomeRow, outcomeView, SummaryRow, summaryView } from "../run-columns.ts";
import { StepRow, stepView } from "../step-columns.ts";
import { inputPreview } from "./input-preview.ts";
import { readPauses } from "./read-pauses.ts";
import { countRuns as countRunsSql, listRuns as listRunsSql } from "./sql/list-runs.ts";
import { runHasBlob, selectOutcomes, selectRuns, selectSteps } from "./sql/statements.ts";

type HasPool = { pool: pg.Pool };

type Asked = { runId: string; workspaceId: string };
/** A run of this workspace. */
type Reader<Row> = (asked: Asked) => Promise<Row | undefined>;
const DetailRow = OutcomeRow.extend({ steps: z.array(StepRow).nullable() });
/** In bytes of values. The steps of a run with more are read row by row, so that parsing them keeps nothing else waiting. */
const mostAtOnce = 1_000_000;
const readers = {
  runs: makeReaders((runIds) => selectRuns({ runIds, most: mostAtOnce }), DetailRow, 20),
  outcomes: makeReaders((runIds) => selectOutcomes({ runIds }), OutcomeRow, 100),
};

/** Reads that arrive together share a round trip: hundreds of callers may wait for their runs at once. */
function makeReaders<Row extends OutcomeRow>(
  statement: (runIds: string[]) => pg.QueryConfig,
  schema: z.ZodType<Row>,
  max: number,
) {
  const known = new WeakMap<pg.Pool, Reader<Row>>();
  return (pool: pg.Pool): Reader<Row> => {
    const reader =
      known.get(pool) ??
      makeBatcher<Asked, Row | undefined>({
        max,
        async run(asked) {
          const { rows } = await pool.query(statement(asked.map((one) => one.runId)));
          const found = new Map(
            z
              .array(schema)
              .parse(rows)
              .map((row) => [row.id, row]),
          );
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
  const row = await readers.runs(db.pool)({ runId, workspaceId });
  if (!row) throw noRun();
  const steps = row.steps ?? z.array(StepRow).parse((await db.pool.query(selectSteps({ runId }))).rows);
  return { ...outcomeView(row), steps: steps.map(stepView) };
}

/** The same without its steps, which costs a fraction. */
export async function getOutcome(db: HasPool, workspaceId: string, runId: string): Promise<RunOutcome> {
  const row = await readers.outcomes(db.pool)({ runId, workspaceId });
  if (!row) throw noRun();
  return outcomeView(row);
}

/** The outcome of a run, as the notification of its end has it. Undefined when it is not a run of this workspace. */
export function outcomeFromNotification(row: Json, workspaceId: string): RunOutcome | undefined {
  const { data } = OutcomeRow.safeParse(row);
  return data?.workspaceId === workspaceId ? outcomeView(data) : undefined;
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
  const { cursor, limit = 50 } = ask;
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const { page, edge } = listRunsSql({ ...listAsk(ask, scanLimit), after, limit: limit + 1 });
  const found = z.array(ListRow).parse((await db.pool.query(page)).rows);
  const shown = found.slice(0, limit);
  const pauses = await readPauses(db.pool, shown);
  const items = shown.map(({ inputStart, ...row }) => ({
    ...summaryView(row),
    inputPreview: inputPreview(inputStart),
    pause: pauses.get(row.id) ?? null,
  }));
  const last =
    found.length > limit ? found[limit - 1] : edge && Place.optional().parse((await db.pool.query(edge)).rows[0]);
  return last ? { items, nextCursor: `${last.createdAt.toISOString()}_${last.id}` } : { items };
}

const ListRow = SummaryRow.extend({ inputStart: z.string() });

/** Reading whole values of each run costs more than reading its columns. */
const searchLimit = 5000;

function listAsk(ask: Partial<RunFilters> & { workspaceId: string }, scanLimit: number) {
  const { status, trigger, from, to, cursor: _, limit: _limit, ...rest } = ask;
  return {
    ...rest,
    ...defined({ from: from && timestampOf(from), to: to && timestampOf(to) }),
    statuses: status === undefined ? undefined : [status].flat(),
    triggers: trigger === undefined ? undefined : [trigger].flat(),
    scanLimit: rest.search === undefined ? scanLimit : Math.min(scanLimit, searchLimit),
  };
}

const countMax = 10_000;
const CountRow = z.object({ count: z.number(), isDeep: z.boolean() });

/** How many runs `listRuns` gives on all its pages together, as far as counting them is cheap. */
export async function countRuns(
  db: HasPool,
  ask: Partial<RunFilters> & { workspaceId: string },
  scanLimit = 20_000,
): Promise<RunCount> {
  const asked = listAsk(ask, scanLimit);
  const { rows } = await db.pool.query(countRunsSql({ ...asked, limit: countMax + 1 }));
  const { count, isDeep } = CountRow.parse(rows[0]);
  const isFiltered = [asked.statuses, asked.triggers, asked.version, asked.search].some((each) => each !== undefined);
  return { count: Math.min(count, countMax), isExact: count <= countMax && !(isFiltered && isDeep) };
}

const Place = z.object({ createdAt: z.date(), id: z.string() });

/** A value that was too large for its row, whole. */
export async function readBlob(db: HasPool, workspaceId: string, sha: string): Promise<Json> {
  const text = `SELECT data FROM "Blob" WHERE id = $1 AND "workspaceId" = $2`;
  const { rows } = await db.pool.query({ name: "read-blob", text, values: [sha, workspaceId] });
  if (rows.length === 0) throw new PatchbayError("not_found", "There is no such value in this workspace.");
  return Json.parse(rows[0].data);
}

/** A large value that is one of the run's own or of its steps. Throws `not_found` for every other. */
export async function readBlobOfRun(
  db: HasPool,
  { workspaceId, runId }: { workspaceId: string; runId: string },
  blob: string,
): Promise<Json> {
  const { rowCount } = await db.pool.query(runHasBlob({ runId, blob }));
  if (rowCount === 0) throw new PatchbayError("not_found", "There is no such value in this run.");
  return await readBlob(db, workspaceId, blob);
}

/** The run with each output that was too large for its row put back in. */
export async function withWholeOutput<Run extends RunOutcome>(
  db: HasPool,
  workspaceId: string,
  run: Run,
): Promise<Run> {
  const output: Values = {};
  for (const [name, value] of Object.entries(run.output ?? {})) {
    const blob = BlobRef.safeParse(value).data?.$blob;
    output[name] = blob === undefined ? value : await readBlob(db, workspaceId, blob);
  }
  return run.output === null ? run : { ...run, output };
}

function parseCursor(cursor: string): { at: string; id: string } {
  const [at = "", id = ""] = cursor.split("_");
  if (Number.isNaN(Date.parse(at)) || id === "") {
    throw new PatchbayError("bad_input", "This cursor is not valid. Start again without a cursor.");
  }
  return { at: timestampOf(at), id };
}
