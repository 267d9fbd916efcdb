import { expect, test } from "vitest";
import { getRun } from "../../../engine/history/read-runs.ts";
import { makeFairShare } from "../../../engine/queue/claim/fair-share.ts";
import { startRun } from "../../../engine/queue/enqueue/start-run.ts";
import { freezeGraph } from "../../../engine/queue/snapshots/snapshots.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { newId } from "../../../platform/ids.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, type Harness, openHarness, testNodeTypes, textField } from "../fixtures.ts";

const catalogue = makeCatalogue(testNodeTypes);
const nap = (ms: number) =>
  graphOf({ a: ["nap", { ms }], out: ["output", { fields: [textField] }] }, ["a.text > out.text"]);

/** Another workspace with a pipeline, for whose runs no worker is notified: the sweep has to find them. */
async function neighbour({ db, broker }: Harness) {
  const [workspaceId, pipelineId] = [newId(), newId()];
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "Other", defaultModel: {} } });
  await db.prisma.pipeline.create({ data: { id: pipelineId, workspaceId, name: "Other", draft: {} } });
  return {
    workspaceId,
    async start(graph: Graph): Promise<string> {
      const snapshotId = await freezeGraph(db, workspaceId, graph);
      const of = { workspaceId, pipelineId, graph: { snapshotId }, versionNumber: null, inputs: {} };
      return (await startRun({ pool: db.pool, broker, catalogue }, { ...of, trigger: "api" })).id;
    },
  };
}

/** Which workspace each run was of, in the order in which they were started. */
async function started({ db }: Harness): Promise<string[]> {
  const { rows } = await db.pool.query(
    `SELECT "workspaceId" FROM "Run" WHERE "startedAt" IS NOT NULL ORDER BY "startedAt", id`,
  );
  return rows.map((row) => row.workspaceId);
}

test("workspaces with little to do are not held up by one with much", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  for (let index = 0; index < 60; index += 1) await harness.start(nap(5), {});
  const others = await Promise.all([neighbour(harness), neighbour(harness), neighbour(harness)]);
  const ids = await Promise.all(others.flatMap((other) => [1, 2, 3].map(() => other.start(nap(5)))));
  await harness.worker({ runs: 2 });
  await expect.poll(async () => (await db.pool.query(`SELECT count(*)::int AS n FROM "Queue"`)).rows[0].n).toBe(0);
  expect(ids).toHaveLength(9);
  const order = await started(harness);
  expect(order).toHaveLength(69);
  for (const { workspaceId } of others) {
    expect(order.lastIndexOf(workspaceId), "all three of it among the first").toBeLessThan(24);
  }
});

/** 1 when all have the same, 1/n when one has everything. */
function jain(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  return sum ** 2 / (shares.length * shares.reduce((total, share) => total + share ** 2, 0));
}

test("five workspaces get equal shares of two full workers, though one of them asks for twenty times as much", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const quiet = await Promise.all([1, 2, 3, 4].map(() => neighbour(harness)));
  // The busy one is there first: all its runs are due before any other's.
  await Promise.all(Array.from({ length: 600 }, () => harness.start(nap(2), {})));
  await Promise.all(quiet.flatMap(({ start }) => Array.from({ length: 30 }, () => start(nap(2)))));
  await Promise.all([harness.worker({ runs: 4 }), harness.worker({ runs: 4 })]);
  const count = 75;
  await expect.poll(async () => (await started(harness)).length).toBeGreaterThan(count);
  const order = (await started(harness)).slice(0, count);
  const shares = [harness, ...quiet].map(({ workspaceId }) => order.filter((id) => id === workspaceId).length);
  expect(jain(shares), `runs of each among the first ${count}: ${shares}`).toBeGreaterThan(0.98);
});

test("a workspace has no more runs at a time than it may, and all of them end", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const worker = await harness.worker({ perWorkspace: 2 });
  const other = await neighbour(harness);
  const ids: string[] = [];
  for (let index = 0; index < 12; index += 1) ids.push(await harness.start(nap(60), {}));
  const far = await other.start(nap(1));
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, worker.running());
  }, 5);
  for (const id of ids) expect(await harness.finished(id)).toMatchObject({ status: "succeeded" });
  clearInterval(watch);
  // Two of this workspace, and the one of the other.
  expect(most).toBeLessThanOrEqual(3);
  expect((await getRun(db, other.workspaceId, far)).status).toBe("succeeded");
});

test("a run that waits in the queue for longer than it may fails", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker({ runs: 0 });
  const snapshotId = await harness.freeze(nap(1));
  const { workspaceId, pipelineId } = harness;
  const of = {
    workspaceId,
    pipelineId,
    graph: { snapshotId },
    versionNumber: null,
    inputs: {},
    trigger: "api",
  } as const;
  const deps = { pool: db.pool, broker: harness.broker, catalogue };
  const late = await startRun(deps, { ...of, queueSeconds: 1 });
  const patient = await startRun(deps, of);
  expect(await harness.finished(late.id)).toMatchObject({
    status: "failed",
    error: { code: "timeout", message: expect.stringContaining("not started within 1 s") },
  });
  expect((await getRun(db, workspaceId, patient.id)).status).toBe("queued");
});

test("a worker that holds its limit of data takes no more runs until it has released some", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const worker = await harness.worker({ bytes: 50_000 });
  const holding = (ms: number) =>
    graphOf({ big: ["bulk", { length: 60_000 }], a: ["nap", { ms }], out: ["output", { fields: [textField] }] }, [
      "big.text > a.text",
      "a.text > out.text",
    ]);
  const ids: string[] = [await harness.start(holding(2000), {})];
  await expect.poll(() => worker.capacity()).toBe(0);
  for (let index = 0; index < 3; index += 1) ids.push(await harness.start(holding(150), {}));
  for (const id of ids) expect(await harness.finished(id)).toMatchObject({ status: "succeeded" });
  const { rows } = await db.pool.query(
    `SELECT "startedAt" AS from, "finishedAt" AS to FROM "Run" ORDER BY "startedAt"`,
  );
  expect(rows[1].from.getTime(), "the second began behind the first").toBeGreaterThanOrEqual(rows[0].to.getTime() - 5);
});

test("what a workspace was served fades by half in a second", () => {
  let at = 0;
  const fairShare = makeFairShare({ most: 2, now: () => at });
  fairShare.started("a");
  fairShare.started("a");
  fairShare.started("b");
  expect(fairShare.minCapacity()).toBe(0);
  fairShare.ended("a");
  at = 1000;
  expect(fairShare.snapshot()).toEqual({ ids: ["a", "b"], served: [1, 0.5], capacity: [1, 1] });
  fairShare.ended("a");
  fairShare.ended("b");
  at = 20_000;
  expect(fairShare.snapshot().ids).toEqual([]);
});
