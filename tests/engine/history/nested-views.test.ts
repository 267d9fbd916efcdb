import { describe, expect, test } from "vitest";
import {
  countInside,
  getProgress,
  listItemSteps,
  listNestedSteps,
  listRunIterations,
} from "../../../engine/history/read-nested.ts";
import { getRun } from "../../../engine/history/read-runs.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, type Harness, openHarness } from "../fixtures.ts";

const items = 700;

/** A run with a map of 700 items, two steps each, as a worker would write them: item 7 failed, item 699 is at work. */
async function mapRun(harness: Harness): Promise<string> {
  const { pool } = harness.db;
  const runId = await harness.start(graphOf({ map: ["nap"] }, []), {});
  const list = JSON.stringify({ items: Array.from({ length: items + 100 }, (_, index) => index) });
  await pool.query(
    `INSERT INTO "Step" ("runId", "nodeId", iteration, status, input, "startedAt") VALUES ($1, 'map', '', 'running', $2, now())`,
    [runId, list],
  );
  await pool.query(
    `INSERT INTO "Step" ("runId", "nodeId", iteration, status, output, error, "startedAt", "finishedAt")
     SELECT $1, 'map/' || node, item::text,
            CASE WHEN node = 'b' AND item = 7 THEN 'failed' WHEN node = 'b' AND item = 699 THEN 'running' ELSE 'succeeded' END,
            CASE WHEN node = 'b' AND item IN (7, 699) THEN NULL ELSE '{}'::json END,
            CASE WHEN node = 'b' AND item = 7 THEN '{"code":"bad_input","message":"No."}'::json END,
            now() + item * interval '1 millisecond', now() + (item + 10) * interval '1 millisecond'
     FROM generate_series(0, $2::int - 1) AS item, unnest(ARRAY['a', 'b', 'inner/deep']) AS node`,
    [runId, items],
  );
  return runId;
}

/** A run whose map of three items was split into child runs of two items each. */
async function splitRun(harness: Harness): Promise<string> {
  const { pool } = harness.db;
  const runId = await harness.start(graphOf({ map: ["nap"] }, []), {});
  for (const [index, list] of [[0, 1], [2]].entries()) {
    const child = await harness.start(graphOf({ part: ["nap"] }, []), {});
    await pool.query(
      `UPDATE "Run" SET "parentId" = $2, "parentNode" = 'map', "parentIteration" = '', "parentIndex" = $3, input = $4 WHERE id = $1`,
      [child, runId, index, JSON.stringify({ items: list })],
    );
    await pool.query(
      `INSERT INTO "Step" ("runId", "nodeId", iteration, status, output, "startedAt", "finishedAt")
       SELECT $1, 'part/a', at::text, 'succeeded', json_build_object('value', value), now(), now()
       FROM unnest($2::text[]) WITH ORDINALITY AS list(value, place), LATERAL (SELECT place - 1 AS at) AS place`,
      [child, list.map(String)],
    );
  }
  return runId;
}

describe("what goes on inside a map", () => {
  test("is counted, and comes a page at a time", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const runId = await mapRun(harness);
    expect(await getProgress(db, harness.workspaceId, runId)).toEqual([
      { nodeId: "map", total: items + 100, done: items - 2, failed: 1, working: 1 },
    ]);
    const ask = { runId, nodeId: "map", iteration: "", limit: 50 };
    const first = await listRunIterations(db, ask);
    expect(first.items.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    expect(first.items[7]).toMatchObject({ status: "failed", steps: 2, error: { message: "No." } });
    const second = await listRunIterations(db, { ...ask, cursor: first.nextCursor });
    expect(second.items[0]).toMatchObject({ iteration: "50", status: "succeeded", durationMs: 10 });
    const failed = await listRunIterations(db, { ...ask, status: "failed" });
    expect(failed).toMatchObject({ items: [{ iteration: "7" }] });
    expect(failed.nextCursor).toBeUndefined();
    const steps = await listNestedSteps(db, { runId, nodeId: "map", iteration: "7" });
    expect(steps.map(({ nodeId, status }) => [nodeId, status])).toEqual([
      ["map/a", "succeeded"],
      ["map/b", "failed"],
    ]);
  });

  test("is counted for each node, child runs included, and an item is found in the child run it went into", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const { workspaceId } = harness;
    const runId = await mapRun(harness);
    const at = { runId, nodeId: "map", iteration: "" };
    const counts = await countInside(db, at);
    expect(counts.toSorted((a, b) => a.nodeId.localeCompare(b.nodeId))).toEqual([
      { nodeId: "a", done: items, failed: 0, working: 0, skipped: 0 },
      { nodeId: "b", done: items - 2, failed: 1, working: 1, skipped: 0 },
    ]);
    const split = await splitRun(harness);
    expect(await countInside(db, { ...at, runId: split })).toEqual([
      { nodeId: "a", done: 3, failed: 0, working: 0, skipped: 0 },
    ]);
    const ask = { workspaceId, runId: split, nodeId: "map", iteration: "2" };
    expect(await listItemSteps(db, ask)).toMatchObject([{ nodeId: "map/a", iteration: "2", output: { value: "2" } }]);
    expect(await listItemSteps(db, { ...ask, iteration: "3" })).toEqual([]);
  });

  test("comes with the run only in part", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const runId = await mapRun(harness);
    const { steps } = await getRun(db, harness.workspaceId, runId);
    expect(steps.filter((step) => step.nodeId === "map")).toHaveLength(1);
    expect(steps).toHaveLength(501);
  });
});
