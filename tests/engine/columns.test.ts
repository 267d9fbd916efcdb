/** The tables of columns against the database that the migrations make, and against what clients are promised. */
import { expect, test } from "vitest";
import { z } from "zod";
import { OutcomeRow, outcomeView, runColumns, SummaryRow, summaryView } from "../../engine/run-columns.ts";
import { StepRow, stepColumns, stepView } from "../../engine/step-columns.ts";
import { RunOutcome, RunSummary, StepView } from "../../lib/views/run-views.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";

type Column = { name: string; type: string; isNullable: boolean };

/** The columns that a table has in the database. */
async function columnsIn(db: TestDatabase, table: string): Promise<Column[]> {
  const text = `
    SELECT column_name AS name, udt_name AS udt, is_nullable = 'YES' AS "isNullable"
    FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1`;
  const { rows } = await db.pool.query<Column & { udt: string }>(text, [table]);
  const types: Record<string, string> = { int4: "int", float4: "real", bool: "boolean" };
  return byName(rows.map(({ name, udt, isNullable }) => ({ name, type: types[udt] ?? udt, isNullable })));
}

const byName = <C extends { name: string }>(columns: readonly C[]) =>
  columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));

function asInDatabase(columns: readonly { name: string; type: string; schema: z.ZodType }[]): Column[] {
  return byName(columns.map(({ name, type, schema }) => ({ name, type, isNullable: schema instanceof z.ZodNullable })));
}

test("the table of a run's columns is the table in the database", async () => {
  await using db = await testDatabase();
  const own = runColumns.filter(({ isPipelineName }) => !isPipelineName);
  expect(asInDatabase(own)).toEqual(await columnsIn(db, "Run"));
  const queue = await columnsIn(db, "Queue");
  for (const { inQueue, type } of own) {
    if (inQueue !== undefined) expect(queue).toContainEqual(expect.objectContaining({ name: inQueue, type }));
  }
});

test("the table of a step's columns is the table in the database", async () => {
  await using db = await testDatabase();
  expect(asInDatabase(stepColumns)).toEqual(await columnsIn(db, "Step"));
});

const names = (value: object) => Object.keys(value).toSorted();

test("views have what clients are promised, and nothing else", () => {
  const run = {
    ...{ id: "r", workspaceId: "w", pipelineId: "p", pipelineName: "P", snapshotId: "s", versionNumber: 3 },
    ...{
      status: "succeeded",
      trigger: "api",
      triggerNode: null,
      error: null,
      tokensIn: 1,
      tokensOut: 2,
      costUsd: 0.5,
      tokensPriced: 3,
      lastSeq: 9,
      cancelRequested: false,
    },
    ...{ createdBy: null, shareLinkId: null, resumedFrom: null, input: {}, output: {} },
    ...{ parentId: null, parentNode: null, parentIteration: null, parentIndex: null },
    // As a row gives times, and as JSON of the database does.
    ...{ createdAt: new Date(0), startedAt: "1970-01-01T01:00:00.5+01:00", finishedAt: "1970-01-01T00:00:02+00:00" },
  };
  const summary = summaryView(SummaryRow.parse(run));
  expect(names(summary)).toEqual(names(RunSummary.shape));
  expect(summary).toMatchObject({ version: 3, startedAt: "1970-01-01T00:00:00.500Z", durationMs: 1500, costUsd: 0.5 });
  expect(summaryView(SummaryRow.parse({ ...run, costUsd: 0, tokensPriced: 0 })).costUsd, "it is not known").toBe(null);
  expect(names(outcomeView(OutcomeRow.parse(run)))).toEqual(names(RunOutcome.shape));
  const step = {
    ...{ runId: "r", nodeId: "a", iteration: "", status: "running", attempt: 1, input: {}, output: null, error: null },
    ...{ startedAt: "1970-01-01T00:00:00+00:00", finishedAt: null, waitUntil: null, durationMs: null },
    ...{
      tokensIn: null,
      tokensOut: null,
      tokensCached: null,
      costUsd: null,
      tokensPriced: null,
      model: null,
      outcome: null,
      reusedFrom: null,
    },
  };
  expect(names(stepView(StepRow.parse(step)))).toEqual(names(StepView.shape));
});
