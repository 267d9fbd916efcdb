/** Stopping in order: another worker continues what a worker holds at once, and watchers are sent to another process. */
import { once } from "node:events";
import { type ClientRequest, request, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Telemetry } from "../../../engine/telemetry.ts";
import { openLog } from "../../../platform/log.ts";
import { startChild } from "../../../scripts/start/processes/child.ts";
import { startWorker } from "../../../workers/worker.ts";
import { greeting, openTestServer as openWeb } from "../../api/test-server.ts";
import { testDatabase } from "../../helpers/database.ts";
import { patienceMs } from "../../helpers/patience.ts";
import { httpPeer } from "../../helpers/peers/http-peer.ts";
import { sample } from "../../helpers/tools/prometheus.ts";
import { eventsOf, graphOf, noServices, openHarness, testNodeTypes, textField, twoNaps } from "../fixtures.ts";
import { interceptQueries, isSweep } from "../intercept-queries.ts";

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

/** Records which runs a worker released, and which of them another continued. */
function watchHandover() {
  const released = new Set<string>();
  const continued = new Set<string>();
  const listen = (note: { end?: Set<string>; step?: Set<string> }): Telemetry => ({
    start: ({ id }) => ({
      step({ type }) {
        if (type === "started") note.step?.add(id);
      },
      end({ status }) {
        if (status === "released") note.end?.add(id);
      },
    }),
    wrote() {},
    retriedWrite() {},
  });
  return { from: listen({ end: released }), to: listen({ step: continued }), released, continued };
}

/** POSTs, then naps. */
const posting = (url: string) =>
  graphOf(
    {
      in: ["input", { fields: [textField] }],
      first: ["post", { url }],
      second: ["nap", { ms: 1 }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > first.text", "first.answer > second.text", "second.text > out.text"],
  );

/** A server that answers requests when it is told to, those that came before as well. */
async function heldPeer() {
  let held: ServerResponse[] | undefined = [];
  const peer = await httpPeer((_request, response) => {
    if (held) held.push(response);
    else response.end("x");
  });
  const answer = () => {
    for (const response of held ?? []) response.end("x");
    held = undefined;
  };
  return { ...peer, answer };
}

async function running(db: Pick<Awaited<ReturnType<typeof testDatabase>>, "pool">): Promise<number> {
  const { rows } = await db.pool.query(`SELECT count(*)::int AS n FROM "Step" WHERE status = 'running'`);
  return rows[0].n;
}

test("a worker that is stopped finishes its steps, and another is notified of its runs and continues them", async () => {
  await using db = await testDatabase();
  await using peer = await heldPeer();
  let isSwept = false;
  const pool = interceptQueries(db.pool, async (query) =>
    isSweep(query) && !isSwept ? { rows: [] } : await query.run(),
  );
  await using harness = await openHarness({ ...db, pool });
  const { from, to, released, continued } = watchHandover();
  const old = await harness.worker({ drainMs: patienceMs }, [from]);
  const ids = await Promise.all(Array.from({ length: 20 }, () => harness.start(posting(peer.url), { text: "x" })));
  await expect.poll(() => peer.requests.length).toBe(20);
  const next = await harness.worker({}, [to]);
  const stopped = old.stop();
  peer.answer();
  await stopped;
  expect(released).toEqual(new Set(ids));
  await expect
    .poll(() => continued.size, { message: "handed over by wake-ups, not found by a sweep" })
    .toBeGreaterThan(0);
  // A wake-up for which two workers rely on each other is lost, and the sweep finds its run.
  isSwept = true;
  for (const id of ids) {
    expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "x" } });
    const ends = (await eventsOf(db, id)).flatMap(({ data }) => (data.type === "step.succeeded" ? [data.nodeId] : []));
    expect(ends, "each step ended once").toEqual(["in", "first", "second", "out"]);
  }
  expect(continued).toEqual(released);
  await expect.poll(() => next.running()).toBe(0);
});

test("a step that takes longer than the stop may is stopped, and starts anew elsewhere at once", async () => {
  await using db = await testDatabase();
  await using peer = await heldPeer();
  await using harness = await openHarness(db);
  const { from, to, released, continued } = watchHandover();
  const old = await harness.worker({ drainMs: 100 }, [from]);
  const id = await harness.start(posting(peer.url), { text: "x" });
  await expect.poll(() => peer.requests.length).toBe(1);
  await harness.worker({}, [to]);
  // The step never ends by itself.
  await old.stop();
  expect(released, "it is no one's now, and no lease has to end").toEqual(new Set([id]));
  peer.answer();
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded" });
  expect(continued).toEqual(released);
  expect(peer.requests).toHaveLength(2);
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
  const id = await harness.start(naps(2000, 1), { text: "x" });
  await expect.poll(() => running(db)).toBe(1);
  await polite.stop();
  expect(await polite.ended).toBe(0);

  const stubborn = await start();
  // The first run was given back half done, and this worker finishes it.
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded" });
  await harness.start(naps(60_000, 1), { text: "x" });
  await expect.poll(() => running(db)).toBe(1);
  stubborn.signal("SIGTERM");
  const draining = `SELECT 1 FROM "Worker" WHERE "drainingAt" IS NOT NULL AND "stoppedAt" IS NULL`;
  await expect.poll(async () => (await db.pool.query(draining)).rowCount).toBe(1);
  stubborn.signal("SIGTERM");
  // After the first signal alone it would have stopped its step, and ended with 0.
  expect(await stubborn.ended).toBe(1);
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
  for (const stream of [rest, page]) await expect.poll(stream.text).toContain("run.queued");
  expect(sample(await web.app.metrics.metrics(), "patchbay_watchers")).toBe(2);
  // Without a worker the run does not end, so nothing else would ever end these streams.
  await web.http.close();
  await Promise.all([rest.cut, page.cut]);
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
    await expect.poll(isHeld).toBe(true);
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
  await expect.poll(isHeld).toBe(true);
  stop.abort(new Error("stopped at its start"));
  await expect(waiting).rejects.toThrow("stopped at its start");
  expect(await holder()).toEqual({ worker: null, token: 3 });
});
