/** Stopping in order: another worker continues what a worker holds at once, and watchers are sent to another process. */
import { once } from "node:events";
import { type ClientRequest, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Telemetry } from "../../../engine/telemetry.ts";
import { openLog } from "../../../platform/log.ts";
import { startChild } from "../../../scripts/start/processes/child.ts";
import { startWorker } from "../../../workers/worker.ts";
import { greeting, openTestServer as openWeb } from "../../api/test-server.ts";
import { testDatabase } from "../../helpers/database.ts";
import { sample } from "../../helpers/prometheus.ts";
import { eventsOf, graphOf, noServices, openHarness, testNodeTypes, textField, twoNaps } from "../fixtures.ts";

/** Machines that do much else at the same time need it. */
const patience = { timeout: 20_000 };

/** input → two naps, one behind the other → output. */
const naps = (first: number, second: number) =>
  graphOf(
    {
      in: ["input", { fields: [textField] }],
      first: ["nap", { ms: first }],
      second: ["nap", { ms: second }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > first.text", "first.text > second.text", "second.text > out.text"],
  );

/** Records when a worker released runs, and when another started a new step of each. */
function watchHandover() {
  const released = new Map<string, number>();
  const started = new Map<string, number>();
  const listen = (note: { end?: Map<string, number>; step?: Map<string, number> }): Telemetry => ({
    start: ({ id }) => ({
      step({ type }) {
        if (type === "started" && !note.step?.has(id)) note.step?.set(id, performance.now());
      },
      end({ status }) {
        if (status === "released") note.end?.set(id, performance.now());
      },
    }),
    wrote() {},
    retriedWrite() {},
  });
  const gaps = () => [...released].map(([id, at]) => (started.get(id) ?? Number.NaN) - at).sort((a, b) => a - b);
  return { from: listen({ end: released }), to: listen({ step: started }), gaps };
}

async function running(db: Pick<Awaited<ReturnType<typeof testDatabase>>, "pool">): Promise<number> {
  const { rows } = await db.pool.query(`SELECT count(*)::int AS n FROM "Step" WHERE status = 'running'`);
  return rows[0].n;
}

test("a worker that is stopped finishes its steps, and another continues its runs in milliseconds", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { from, to, gaps } = watchHandover();
  const old = await harness.worker({}, [from]);
  const ids = await Promise.all(Array.from({ length: 20 }, () => harness.start(naps(4000, 1), { text: "x" })));
  await expect.poll(() => running(db), patience).toBe(20);
  const next = await harness.worker({}, [to]);
  await old.stop();
  for (const id of ids) {
    expect(await harness.finished(id, 60)).toMatchObject({ status: "succeeded", output: { text: "x" } });
    const ends = (await eventsOf(db, id)).flatMap(({ data }) => (data.type === "step.succeeded" ? [data.nodeId] : []));
    expect(ends, "each step ended once").toEqual(["in", "first", "second", "out"]);
  }
  expect(gaps()).toHaveLength(20);
  if (process.env.LOG_LEVEL)
    process.stdout.write(`release to first new step, ms: ${gaps().map(Math.round).join(" ")}\n`);
  // A lease lasts 15 s, and the sweep leaves a run alone for a second: what goes on sooner was handed over.
  expect(gaps()[0]).toBeLessThan(1000);
  expect(next.running()).toBe(0);
});

test("a step that takes longer than the stop may is stopped, and starts anew elsewhere at once", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { from, to, gaps } = watchHandover();
  const old = await harness.worker({ drainMs: 100 }, [from]);
  const id = await harness.start(naps(1500, 1), { text: "x" });
  await expect.poll(() => running(db), patience).toBe(1);
  await harness.worker({}, [to]);
  const since = performance.now();
  await old.stop();
  expect(performance.now() - since).toBeLessThan(1200);
  expect(await harness.finished(id, 60)).toMatchObject({ status: "succeeded" });
  expect(gaps()[0]).toBeLessThan(1000);
});

test("a worker process ends by itself at the first signal, and at once at the second", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await using children = new AsyncDisposableStack();
  const start = async () => {
    const entry = "tests/engine/worker-process.ts";
    const env = { PATH: process.env.PATH, NODE_ENV: process.env.NODE_ENV };
    const child = startChild({ name: "worker", entry, args: [db.url], env, logFile: "/dev/null" });
    children.defer(async () => {
      child.kill();
      await child.ended;
    });
    await child.ready;
    return child;
  };
  const polite = await start();
  const id = await harness.start(naps(300, 1), { text: "x" });
  await expect.poll(() => running(db), patience).toBe(1);
  await polite.stop();
  expect(await polite.ended).toBe(0);

  const stubborn = await start();
  // The first run was given back half done, and this worker finishes it.
  expect(await harness.finished(id, 60)).toMatchObject({ status: "succeeded" });
  await harness.start(naps(60_000, 1), { text: "x" });
  await expect.poll(() => running(db), patience).toBe(1);
  const since = performance.now();
  stubborn.signal("SIGTERM");
  const draining = `SELECT 1 FROM "Worker" WHERE "drainingAt" IS NOT NULL AND "stoppedAt" IS NULL`;
  await expect.poll(async () => (await db.pool.query(draining)).rowCount, patience).toBe(1);
  stubborn.signal("SIGTERM");
  expect(await stubborn.ended).toBe(1);
  expect(performance.now() - since).toBeLessThan(8000);
});

/** Reads an event stream until it is cut off. */
async function readStream(asked: ClientRequest) {
  asked.end();
  const [answer] = await once(asked, "response");
  let text = "";
  answer.on("data", (chunk: Buffer) => {
    text += String(chunk);
  });
  const cut = new Promise<void>((resolve) => {
    for (const end of ["end", "error", "aborted", "close"]) answer.on(end, () => resolve());
  });
  return { text: () => text, cut, isComplete: () => answer.complete };
}

test("a web process that closes asks watchers to reconnect soon, and does not say that they have seen it all", async () => {
  await using web = await openWeb();
  const ada = await web.tenant("ada");
  const { id: pipelineId } = await ada.api.pipelines.create({ graph: greeting });
  const { id } = await ada.api.runs.start({ pipelineId, inputs: { name: "x" } });
  const headers = { accept: "text/event-stream" };
  const rest = await readStream(
    request(`${web.url}/api/v1/runs/${id}/events`, { headers: { ...headers, authorization: `Bearer ${ada.key}` } }),
  );
  const input = encodeURIComponent(JSON.stringify({ id }));
  const cookie = await web.cookieOf(ada.email);
  const page = await readStream(
    request(`${web.url}/api/trpc/runs.events?input=${input}`, { headers: { ...headers, cookie } }),
  );
  for (const stream of [rest, page]) await expect.poll(stream.text, patience).toContain("run.queued");
  expect(sample(await web.app.metrics.metrics(), "patchbay_watchers")).toBe(2);
  const since = performance.now();
  await web.http.close();
  await Promise.all([rest.cut, page.cut]);
  expect(performance.now() - since).toBeLessThan(2000);
  for (const stream of [rest, page]) {
    expect(stream.text()).toMatch(/retry: \d+\n\n$/);
    expect(stream.text()).not.toContain("event: return");
    expect(stream.isComplete()).toBe(false);
  }
  await sleep(50);
});

test("a worker that cannot subscribe to the broker, or is stopped before it does, releases what it has started meanwhile", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const id = await harness.start(twoNaps(30_000), { text: "x" });
  await db.pool.query(`UPDATE "Queue" SET "dueAt" = now() - interval '10 seconds'`);
  const holder = async () =>
    (await db.pool.query(`SELECT worker, token FROM "Queue" WHERE "runId" = $1`, [id])).rows[0];
  const isHeld = async () => (await holder()).worker !== null;
  // Its request is not answered until it has started the run, of which no worker was notified.
  const listen = async () => {
    await expect.poll(isHeld, { timeout: 10_000 }).toBe(true);
    throw new Error("the broker is gone");
  };
  const parts = { pool: db.pool, nodeTypes: testNodeTypes, servicesFor: () => noServices, log: openLog("silent", "w") };
  const started = startWorker({ ...parts, broker: { ...harness.broker, listen } });
  await expect(started).rejects.toThrow("the broker is gone");
  expect(await holder()).toEqual({ worker: null, token: 2 });

  // The next one is kept waiting for ever, and stopped meanwhile.
  const stop = new AbortController();
  const waiting = startWorker({
    ...parts,
    broker: { ...harness.broker, listen: () => new Promise(() => {}) },
    signal: stop.signal,
  });
  await expect.poll(isHeld, { timeout: 10_000 }).toBe(true);
  stop.abort(new Error("stopped at its start"));
  await expect(waiting).rejects.toThrow("stopped at its start");
  expect(await holder()).toEqual({ worker: null, token: 3 });
}, 40_000);
