/** Schedules on a real database: one run an event, over workers, restarts and versions. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { admit } from "../../../engine/queue/enqueue/start-run.ts";
import { activate, deactivate } from "../../../engine/triggers/activate.ts";
import { ClaimedTrigger } from "../../../engine/triggers/claimed-trigger.ts";
import { fireTrigger } from "../../../engine/triggers/fire-trigger.ts";
import { scheduleSource } from "../../../engine/triggers/schedule-source.ts";
import { claimTriggers } from "../../../engine/triggers/sql/statements.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { openLog } from "../../../platform/log.ts";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { graphOf, type Harness, openHarness, testNodeTypes, textField } from "../fixtures.ts";

const catalogue = makeCatalogue(testNodeTypes);
const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

/** A schedule beside an Input node; whichever starts the run reaches the output. */
function clockGraph(settings: object, mark = "") {
  return graphOf(
    {
      clock: ["schedule", settings],
      in: ["input", { fields: [textField] }],
      both: ["merge", { separator: mark }],
      out: ["output", { fields: [textField] }],
    },
    ["clock.time > both.values", "in.text > both.values", "both.text > out.text"],
  );
}

async function publish({ db, pipelineId, freeze }: Harness, graph: Graph, number: number) {
  const snapshotId = await freeze(graph);
  await db.prisma.pipelineVersion.create({ data: { pipelineId, number, snapshotId } });
  return { version: number, snapshotId };
}

async function switchOn(harness: Harness, graph: Graph, number = 1): Promise<void> {
  const { db, topics, workspaceId, pipelineId } = harness;
  await activate({ db, catalogue, topics }, { workspaceId, pipelineId, ...(await publish(harness, graph, number)) });
}

const runsOf = ({ db, pipelineId }: Harness) =>
  db.prisma.run.findMany({ where: { pipelineId }, orderBy: { createdAt: "asc" } });

/** Puts the planned time back, as if that long had passed. */
async function backdate({ db, pipelineId }: Harness, ms: number): Promise<number> {
  const planned = Math.floor(Date.now() / 1000) * 1000 - ms;
  const progress = { planned: new Date(planned).toISOString() };
  await db.prisma.activeTrigger.updateMany({ where: { pipelineId }, data: { progress, dueAt: new Date(planned) } });
  return planned;
}

const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

describe.each(drivers)("over %s", (_name, kafka) => {
  test("each time is one run, however many workers there are, and the other entries count as not taken", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
    await switchOn(harness, clockGraph({ when: "every hour", missed: "catch up" }));
    const first = await backdate(harness, 30 * 3_600_000);
    await Promise.all([harness.worker(), harness.worker(), harness.worker()]);
    await expect
      .poll(async () => (await runsOf(harness)).filter(({ status }) => status === "succeeded").length)
      .toBe(31);
    const runs = await runsOf(harness);
    const times = Array.from({ length: 31 }, (_, hour) => new Date(first + hour * 3_600_000).toISOString());
    expect(runs.map(({ output }) => (output as { text: string }).text).toSorted()).toEqual(times);
    expect(
      runs.every((run) => run.trigger === "schedule" && run.triggerNode === "clock" && run.versionNumber === 1),
    ).toBe(true);
    const steps = await db.prisma.step.findMany({ where: { runId: runs[0]!.id } });
    expect(Object.fromEntries(steps.map(({ nodeId, status }) => [nodeId, status]))).toEqual({
      ...{ clock: "succeeded", in: "skipped", both: "succeeded", out: "succeeded" },
    });
    // Noted behind the runs.
    await expect
      .poll(() => db.prisma.activeTrigger.findFirstOrThrow())
      .toMatchObject({ events: 31, error: null, dueAt: new Date(first + 31 * 3_600_000) });
  });
});

test("a worker that is killed between the run and its note leaves the event to another, and it stays one run", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await switchOn(harness, clockGraph({ when: "every day", missed: "catch up" }));
  const planned = await backdate(harness, 1000);
  const env = { ...process.env, PATCHBAY_CRASH_AT: "after-insert:1:kill" };
  const killed = fork(entry, [db.url, ""], {
    execArgv: ["--no-warnings"],
    env,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const [, signal] = await once(killed, "exit");
  expect(signal).toBe("SIGKILL");
  expect(await runsOf(harness)).toHaveLength(1);
  const trigger = () => db.prisma.activeTrigger.findFirstOrThrow();
  expect(await trigger(), "its claim is left to run out").toMatchObject({ events: 0, dueAt: new Date(planned) });
  await db.prisma.activeTrigger.updateMany({ data: { claimedUntil: new Date() } });
  await harness.worker();
  await expect.poll(async () => (await trigger()).dueAt?.getTime()).toBe(planned + 86_400_000);
  await expect.poll(async () => (await runsOf(harness)).map(({ status }) => status)).toEqual(["succeeded"]);
  expect(await trigger()).toMatchObject({ events: 1 });
});

test("a worker that comes back after its claim has run out turns no trigger back", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const graph = clockGraph({ when: "every 1 second", missed: "catch up" });
  const published = await publish(harness, graph, 1);
  const on = () =>
    activate(
      { db, catalogue, topics: harness.topics },
      { workspaceId: harness.workspaceId, pipelineId: harness.pipelineId, ...published },
    );
  await on();
  await backdate(harness, 9000);
  const claim = async () => {
    await db.prisma.activeTrigger.updateMany({ data: { claimedUntil: new Date(0) } });
    const { rows } = await db.pool.query(claimTriggers({ types: [scheduleSource.type], limit: 1 }));
    return ClaimedTrigger.parse(rows[0]);
  };
  const deps = { pool: db.pool, broker: harness.broker, catalogue, log: openLog("silent", "test") };
  const stuck = await claim();
  let next = await claim();
  while (next.claim === stuck.claim) next = await claim();
  await fireTrigger(deps, next, scheduleSource);
  const trigger = () => db.prisma.activeTrigger.findFirstOrThrow();
  const after = await trigger();
  expect(after.events).toBeGreaterThan(8);
  await fireTrigger(deps, { ...stuck, now: stuck.dueAt }, scheduleSource);
  expect(await trigger()).toEqual(after);
  // Off and on at once: the new trigger counts from now, whatever the worker takes of the old one.
  await deactivate(db, harness.workspaceId, harness.pipelineId);
  await on();
  const anew = await trigger();
  await fireTrigger(deps, stuck, scheduleSource);
  expect(await trigger()).toEqual(anew);
  const times = (await runsOf(harness)).map(({ input }) => (input as { time: string }).time);
  expect(new Set(times).size).toBe(times.length);
});

test("another version takes the place of the one that is on without losing or doubling an event", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const settings = { when: "every 1 second", missed: "catch up" };
  await switchOn(harness, clockGraph(settings));
  const first = await backdate(harness, 5000);
  await Promise.all([harness.worker(), harness.worker()]);
  const count = async () => (await runsOf(harness)).length;
  for (let version = 2; version <= 6; version++) {
    const before = await count();
    await switchOn(harness, clockGraph(settings, `${version}`), version);
    await expect.poll(count).toBeGreaterThan(before);
  }
  await deactivate(db, harness.workspaceId, harness.pipelineId);
  const runs = await runsOf(harness);
  const times = runs.map(({ input }) => Date.parse((input as { time: string }).time)).toSorted();
  expect(times).toEqual(times.map((_, index) => first + index * 1000));
  expect(new Set(runs.map(({ versionNumber }) => versionNumber)).size).toBeGreaterThan(3);
});

test("while the queue of the workspace is full the event waits, its trigger says why, and then it gets its run", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await switchOn(harness, clockGraph({ when: "every day", missed: "catch up" }));
  const planned = await backdate(harness, 1000);
  const fill = `INSERT INTO "Queue" ("runId", "workspaceId", "dueAt")
    SELECT 'full' || n, $1, now() + interval '1 day' FROM generate_series(1, 20000) n`;
  await db.pool.query(fill, [harness.workspaceId]);
  // The count is read at most once a second.
  const isFull = () =>
    admit(db.pool, harness.workspaceId).then(
      () => false,
      () => true,
    );
  await expect.poll(isFull).toBe(true);
  await harness.worker();
  const trigger = () => db.prisma.activeTrigger.findFirstOrThrow();
  await expect
    .poll(async () => (await trigger()).error ?? "")
    .toMatch(/^20000 runs of this workspace are waiting already/);
  expect(await runsOf(harness)).toHaveLength(0);
  expect((await trigger()).dueAt?.getTime()).toBe(planned);
  await db.pool.query(`DELETE FROM "Queue" WHERE "runId" LIKE 'full%'`);
  await expect.poll(async () => (await runsOf(harness))[0]?.status).toBe("succeeded");
  expect(await trigger()).toMatchObject({ error: null, errorAt: null, events: 1 });
});
