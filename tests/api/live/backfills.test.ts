/** Runs of a schedule for past times: each time once, so many at a time, over crashes. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

const workerProcess = fileURLToPath(new URL("../../engine/worker-process.ts", import.meta.url));
let testServer: TestServer;
let ada: Tenant;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  ada = await testServer.tenant("ada");
});
afterAll(() => cleanUp.disposeAsync());

const call = (method: string, path: string, body?: unknown) =>
  testServer.rest(method, path, { key: ada.key, ...(body === undefined ? {} : { body }) });

async function clockOf(config: object): Promise<string> {
  const graph = {
    nodes: {
      clock: { type: "schedule", version: 1, config },
      out: { type: "output", version: 1, config: { fields: [{ name: "time", kind: "text" }] } },
    },
    edges: [{ id: "a", from: { node: "clock", port: "time" }, to: { node: "out", port: "time" } }],
  };
  const { body } = await call("POST", "/pipelines", { name: "Clock", graph });
  await call("POST", `/pipelines/${body.id}/versions`, {});
  return body.id;
}

const start = (id: string, ask: object) => call("POST", `/pipelines/${id}/triggers/clock/backfills`, ask);
const stateOf = async (id: string) => (await call("GET", `/pipelines/${id}/triggers/clock/backfills`)).body[0];
const timesOf = async (pipelineId: string) =>
  (await testServer.app.db.prisma.run.findMany({ where: { pipelineId } }))
    .map(({ input }) => (input as { time: string }).time)
    .toSorted();

test("a worker that is killed in between doubles and leaves out no time", async () => {
  const id = await clockOf({ when: "0 9 * * *", timeZone: "America/New_York" });
  // Clocks are put back on the first of November.
  const asked = await start(id, { from: "2026-10-30T00:00:00Z", to: "2026-11-04T00:00:00Z", concurrency: 3 });
  expect([asked.status, asked.body.total]).toEqual([201, 5]);
  const killed = fork(workerProcess, [testServer.env.DATABASE_URL, ""], {
    execArgv: ["--no-warnings"],
    env: { ...process.env, PATCHBAY_CRASH_AT: "after-insert:2:kill" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  expect((await once(killed, "exit"))[1]).toBe("SIGKILL");
  expect((await stateOf(id)).state).toBe("running");
  await testServer.app.db.prisma.backfill.updateMany({ data: { dueAt: new Date() } });
  await testServer.work();
  await expect.poll(async () => (await stateOf(id)).state).toBe("done");
  const days = ["2026-10-30T13", "2026-10-31T13", "2026-11-01T14", "2026-11-02T14", "2026-11-03T14"];
  expect(await timesOf(id)).toEqual(days.map((day) => `${day}:00:00.000Z`));
  const { started, skipped } = await stateOf(id);
  expect(started + skipped).toBe(5);
  // A backfill is done when all of its runs are accepted.
  const succeeded = async () => (await call("GET", `/runs?pipelineId=${id}&trigger=schedule&status=succeeded`)).body;
  await expect.poll(succeeded).toMatchObject({ items: { length: 5 } });
});

test("a run that a worker started and could not note counts as one of those at once", async () => {
  const id = await clockOf({ when: "every 1 hour" });
  const { prisma } = testServer.app.db;
  const range = { from: "2026-11-01T00:00:00Z", to: "2026-11-01T03:00:00Z", concurrency: 1 };
  await start(id, range);
  await expect.poll(async () => (await stateOf(id)).state).toBe("done");
  const [first] = await prisma.run.findMany({ where: { pipelineId: id }, orderBy: { createdAt: "asc" } });
  if (!first) throw new Error("There is no run.");
  // As one that goes on still.
  await prisma.$executeRaw`
    INSERT INTO "Queue" ("runId", "workspaceId", "createdAt", "lastSeq", token, state, "dueAt")
    VALUES (${first.id}, ${ada.workspaceId}, now(), 0, 0, 'waiting', 'infinity')`;
  await start(id, range);
  const open = async () =>
    await prisma.backfill.findFirst({
      where: { pipelineId: id, state: "running" },
      select: { open: true, skipped: true },
    });
  await expect.poll(open).toEqual({ open: [first.id], skipped: 1 });
  await prisma.$executeRaw`DELETE FROM "Queue" WHERE "runId" = ${first.id}`;
  await expect.poll(async () => await stateOf(id)).toMatchObject({ state: "done", skipped: 3 });
});

test("times that have a run already are passed over, unless they are to run again", async () => {
  const id = await clockOf({ when: "every 1 hour" });
  const range = { from: "2026-11-01T00:00:00Z", to: "2026-11-01T05:00:00Z", concurrency: 5 };
  const done = async () => await expect.poll(async () => (await stateOf(id)).state).toBe("done");
  await start(id, range);
  await done();
  expect(await stateOf(id)).toMatchObject({ started: 5, skipped: 0, total: 5 });
  await start(id, { ...range, to: "2026-11-01T07:00:00Z" });
  await done();
  expect(await stateOf(id)).toMatchObject({ started: 2, skipped: 5 });
  await start(id, { ...range, again: true });
  await done();
  expect(await stateOf(id)).toMatchObject({ started: 5, skipped: 0 });
  expect(await timesOf(id)).toHaveLength(12);
});

test("it is stopped, and what does not fit is refused with what to do", async () => {
  const id = await clockOf({ when: "every 1 minute" });
  const range = { from: "2026-11-01T00:00:00Z", to: "2026-11-03T00:00:00Z" };
  const { body } = await start(id, range);
  const stopped = await call("POST", `/pipelines/${id}/triggers/clock/backfills/${body.id}/cancel`, {});
  expect(stopped.body.state).toBe("cancelled");
  const message = async (ask: object) => (await start(id, ask)).body.message;
  expect(await message({ ...range, to: "2026-11-20T00:00:00Z" })).toBe(
    "The range holds more than 10,000 times. Choose a shorter one.",
  );
  expect(await message({ from: range.to, to: range.from })).toBe(
    "The schedule has no time in this range. Choose another one.",
  );
  // To look through centuries for times would keep the process busy.
  for (const from of ["0000-01-01T00:00:00Z", "1969-12-31T00:00:00Z", "2010-01-01T00:00:00Z"]) {
    expect(await message({ ...range, from })).toBe(
      "A backfill begins in 1970 at the earliest and is ten years long at most. Choose a shorter range.",
    );
  }
  const none = await call("POST", `/pipelines/${id}/triggers/out/backfills`, range);
  expect([none.status, none.body.message]).toEqual([404, "Version 1 has no Schedule node “out”."]);
});

test("a pipeline that is archived starts no more runs of a backfill", async () => {
  const id = await clockOf({ when: "every 1 minute" });
  const range = { from: "2026-11-01T00:00:00Z", to: "2026-11-03T00:00:00Z" };
  await start(id, range);
  await ada.api.pipelines.archive({ id, archived: true });
  expect((await stateOf(id)).state).toBe("cancelled");
  const refused = await start(id, range);
  expect([refused.status, refused.body.message]).toEqual([
    409,
    "The pipeline is archived. Restore it to run its schedule for past times.",
  ]);
});
