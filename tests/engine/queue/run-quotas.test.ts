/** Quotas of runs: exact however many ask at once, and nothing that is asked of others. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRun } from "../../../engine/queue/enqueue/start-run.ts";
import type { Quotas } from "../../../lib/access/quotas.ts";
import { asPatchbayError } from "../../../lib/errors.ts";
import { quotasOf, setQuotas } from "../../../platform/quotas/quotas.ts";
import { chooseGraph } from "../../../server/pipelines/start-pipeline-run.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../../api/test-server.ts";

let testServer: TestServer;

beforeAll(async () => {
  testServer = await openTestServer();
});
afterAll(() => testServer[Symbol.asyncDispose]());

const limit = (tenant: Tenant, quotas: Quotas) => setQuotas(testServer.app.db, tenant.workspaceId, quotas);
const usedBy = async (tenant: Tenant) => (await quotasOf(testServer.app.db, tenant.workspaceId)).used;

/** Starts runs as so many processes would: runs of one process are inserted together, those of two are not. */
async function starterOf(tenant: Tenant) {
  const { app } = testServer;
  const { workspaceId } = tenant;
  const { id: pipelineId } = await tenant.api.pipelines.create({ name: "Greeting", graph: greeting });
  const { snapshotId } = await chooseGraph(app, { workspaceId, pipelineId });
  const brokers = Array.from({ length: 5 }, () => Object.create(app.broker));
  const ask = { workspaceId, pipelineId, graph: { snapshotId }, versionNumber: null, inputs: { name: "x" } };
  const start = (process: number, more: { idempotencyKey?: string } = {}) =>
    startRun(
      { pool: app.db.pool, catalogue: app.catalogue, broker: brokers[process % brokers.length] },
      { ...ask, ...more, trigger: "api" },
    );
  const code = (process: number, more: { idempotencyKey?: string } = {}) =>
    start(process, more).then(
      () => "accepted",
      (error) => asPatchbayError(error).code,
    );
  const many = async (count: number) => {
    const all = await Promise.all(Array.from({ length: count }, (_, at) => code(at)));
    return { accepted: all.filter((one) => one === "accepted").length, all: new Set(all) };
  };
  return { start, code, many, pipelineId };
}

test("100 starts at once against 10 runs at once accept 10, and another as soon as one has ended", async () => {
  const ada = await testServer.tenant("ada");
  const { many, start } = await starterOf(ada);
  await limit(ada, { runsAtOnce: 10 });
  expect(await many(100)).toEqual({ accepted: 10, all: new Set(["accepted", "over_run_quota"]) });
  await expect(start(0)).rejects.toMatchObject({ code: "over_run_quota", retryAfterMs: 1000 });
  expect((await usedBy(ada)).runsAtOnce).toBe(10);

  await testServer.app.db.pool.query(
    `DELETE FROM "Queue" WHERE "runId" = (SELECT "runId" FROM "Queue" WHERE "workspaceId" = $1 LIMIT 1)`,
    [ada.workspaceId],
  );
  expect((await many(20)).accepted).toBe(1);
});

test("runs of a day are counted exactly, also those that are deleted, and anew the next day", async () => {
  const bea = await testServer.tenant("bea");
  const { many, start, pipelineId } = await starterOf(bea);
  const { pool } = testServer.app.db;
  // What was accepted before there was a quota counts.
  expect((await many(3)).accepted).toBe(3);
  await limit(bea, { runsPerDay: 10, runsAtOnce: 1000 });
  expect((await many(100)).accepted).toBe(7);
  expect((await usedBy(bea)).runsPerDay).toBe(10);
  const error = await start(1).catch(asPatchbayError);
  expect(error).toMatchObject({ code: "over_run_quota" });
  expect(error).toHaveProperty("retryAfterMs", expect.any(Number));

  await pool.query(`DELETE FROM "Run" WHERE "pipelineId" = $1`, [pipelineId]);
  expect((await many(1)).accepted, "what is deleted was started all the same").toBe(0);
  await limit(bea, { runsPerDay: 12 });
  expect((await many(10)).accepted, "a raised quota counts from the next run on").toBe(2);

  await pool.query(`UPDATE "Quota" SET day = day - 1 WHERE "workspaceId" = $1`, [bea.workspaceId]);
  expect((await usedBy(bea)).runsPerDay).toBe(0);
  expect((await many(30)).accepted).toBe(12);
});

test("a clock that is put back gives no day twice", async () => {
  const cyd = await testServer.tenant("cyd");
  const { many } = await starterOf(cyd);
  await limit(cyd, { runsPerDay: 2 });
  await testServer.app.db.pool.query(`UPDATE "Quota" SET day = day + 1, "dayRuns" = 1 WHERE "workspaceId" = $1`, [
    cyd.workspaceId,
  ]);
  expect((await many(5)).accepted).toBe(1);
});

test("a run that is asked for again under its key is the run of then, and takes nothing", async () => {
  const dan = await testServer.tenant("dan");
  const { start, code } = await starterOf(dan);
  await limit(dan, { runsPerDay: 2 });
  const first = await start(0, { idempotencyKey: "k" });
  const again = await Promise.all([0, 1, 2, 3].map((process) => start(process, { idempotencyKey: "k" })));
  expect(new Set(again.map(({ id }) => id))).toEqual(new Set([first.id]));
  expect(await code(1)).toBe("accepted");
  expect(await code(2)).toBe("over_run_quota");
  expect(await start(3, { idempotencyKey: "k" })).toMatchObject({ id: first.id, created: false });
  expect(await code(3, { idempotencyKey: "new" })).toBe("over_run_quota");
});

test("workspaces without a quota are let in beside one that is full, in the same batch", async () => {
  const eli = await testServer.tenant("eli");
  const fay = await testServer.tenant("fay");
  const [full, free] = [await starterOf(eli), await starterOf(fay)];
  await limit(eli, { runsPerDay: 0 });
  const both = await Promise.all([full.many(20), free.many(20)]);
  expect(both.map(({ accepted }) => accepted)).toEqual([0, 20]);
  expect((await usedBy(fay)).runsPerDay, "runs are told without a quota too").toBe(20);
});

test("resuming a run takes a place too", async () => {
  const gil = await testServer.tenant("gil");
  const { id: pipelineId } = await gil.api.pipelines.create({ name: "Greeting", graph: greeting });
  const { id } = await gil.api.runs.start({ pipelineId, inputs: { name: "x" } });
  await gil.api.runs.cancel({ id });
  await limit(gil, { runsPerDay: 2 });
  await gil.api.runs.resume({ id });
  await expect(gil.api.runs.resume({ id })).rejects.toThrow(/quota of runs a day \(2 of 2\)/);
  expect((await usedBy(gil)).runsPerDay).toBe(2);
});
