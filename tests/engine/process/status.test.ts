/** What a worker reports to operators: metrics, health, and its row on the worker page. */
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { startHeartbeat } from "../../../engine/queue/heartbeat/heartbeat.ts";
import { listWorkers } from "../../../engine/queue/heartbeat/workers.ts";
import { openLog } from "../../../platform/log.ts";
import { openMetrics } from "../../../platform/metrics/registry.ts";
import { fingerprintsOf } from "../../../platform/vault/vault.ts";
import { countWork, measureWorker } from "../../../workers/metrics.ts";
import { openStatusServer, workerReadiness } from "../../../workers/status-server.ts";
import { testDatabase } from "../../helpers/database.ts";
import { sample } from "../../helpers/tools/prometheus.ts";
import { graphOf, openHarness, textField, twoNaps } from "../fixtures.ts";

const fails = graphOf({ in: ["input", { fields: [textField] }], flaky: ["flaky", { times: 9 }] }, [
  "in.text > flaky.text",
]);

test("a worker counts claims, ends, steps by type, tokens and what the journal wrote", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const metrics = openMetrics("worker");
  const worker = await harness.worker({}, [countWork(metrics)]);
  measureWorker(metrics, worker);
  const good = await Promise.all([1, 2, 3].map(() => harness.start(twoNaps(5), { text: "hello" })));
  const bad = await harness.start(fails, { text: "hello" });
  for (const id of [...good, bad]) await harness.finished(id);
  await expect.poll(() => worker.running()).toBe(0);
  const text = await metrics.metrics();
  expect(sample(text, "patchbay_claims_total", { kind: "first" })).toBe(4);
  expect(sample(text, "patchbay_run_wait_seconds_count")).toBe(4);
  expect(sample(text, "patchbay_run_ends_total", { status: "succeeded" })).toBe(3);
  expect(sample(text, "patchbay_run_ends_total", { status: "failed" })).toBe(1);
  expect(sample(text, "patchbay_steps_total", { type: "nap", status: "succeeded" })).toBe(6);
  expect(sample(text, "patchbay_steps_total", { type: "flaky", status: "failed" })).toBe(1);
  expect(sample(text, "patchbay_step_duration_seconds_count", { type: "nap" })).toBe(6);
  expect(sample(text, "patchbay_step_duration_seconds_sum", { type: "nap" })).toBeGreaterThan(0.03);
  expect(sample(text, "patchbay_tokens_total", { direction: "out" })).toBe(18);
  expect(sample(text, "patchbay_journal_write_seconds_count")).toBeGreaterThan(0);
  expect(sample(text, "patchbay_journal_rows_total", { kind: "steps" })).toBeGreaterThanOrEqual(17);
  expect(sample(text, "patchbay_worker_runs")).toBe(0);
  expect(sample(text, "patchbay_worker_capacity")).toBe(100);
  expect(sample(text, "patchbay_worker_room"), "the former name").toBe(100);
  for (const secret of [...good, harness.workspaceId, "hello"]) expect(text).not.toContain(secret);
});

test("its own server gives metrics to this machine, and says whether it claims", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const metrics = openMetrics("worker");
  const worker = await harness.worker();
  measureWorker(metrics, worker);
  const readiness = () => workerReadiness({ pool: db.pool, broker: harness.broker, worker });
  const door = await openStatusServer({ host: "127.0.0.1", port: 0, token: undefined, metrics, readiness });
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${door.port}${path}`, init);
  expect((await ask("/healthz")).status).toBe(200);
  const ready = await ask("/readyz");
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { ok: true, database: true, migrations: true, broker: true, claims: true },
  ]);
  expect(sample(await (await ask("/metrics")).text(), "patchbay_worker_draining")).toBe(0);
  expect((await ask("/metrics", { headers: { "x-forwarded-for": "127.0.0.1" } })).status).toBe(403);
  expect((await ask("/other")).status).toBe(404);
  expect((await ask("/metrics", { method: "POST" })).status).toBe(405);
  await worker.stop();
  const late = await ask("/readyz");
  expect([late.status, await late.json()]).toEqual([503, expect.objectContaining({ ok: false, claims: false })]);
  await door.close();
});

test("to another machine it gives its health, and metrics only with the token", async () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === "IPv4" && !each.internal)?.address;
  // A machine with no network has no other address.
  if (outside === undefined) return;
  const options = { host: outside, port: 0, metrics: openMetrics("worker"), readiness: async () => ({}) };
  for (const [token, sent, expected] of [
    [undefined, undefined, 403],
    ["a-token-of-16-chars", undefined, 403],
    ["a-token-of-16-chars", "a-token-of-16-chars", 200],
  ] as const) {
    const door = await openStatusServer({ ...options, token });
    const headers = sent === undefined ? undefined : { authorization: `Bearer ${sent}` };
    const answer = await fetch(`http://${outside}:${door.port}/metrics`, headers && { headers });
    expect(answer.status, `token ${token}, sent ${sent}`).toBe(expected);
    expect((await fetch(`http://${outside}:${door.port}/healthz`)).status).toBe(200);
    await door.close();
  }
});

test("its row says which worker it is, what it does, and how it ended", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const worker = await harness.worker({ runs: 7 });
  expect(await listWorkers(db.pool)).toMatchObject([
    { id: worker.id, pid: process.pid, state: "alive", running: 0, room: 7, finished: 0, stoppedAt: null },
  ]);
  await harness.finished(await harness.start(twoNaps(1), { text: "x" }));
  await expect.poll(() => worker.running()).toBe(0);
  await worker.stop();
  expect(await listWorkers(db.pool)).toMatchObject([{ id: worker.id, state: "stopped", running: 0, finished: 1 }]);
});

test("its row tells a fingerprint of its secret, never the secret, and its clock and its disk", async () => {
  await using db = await testDatabase();
  const log = openLog("silent", "test");
  const [own, former, other] = ["a".repeat(32), "b".repeat(32), "c".repeat(32)] as const;
  const prints = (current: string, ...others: string[]) => fingerprintsOf({ current, others });
  const disk = { freeBytes: 5e12, totalBytes: 8e12 };
  const load = () => ({ ...idle, isDraining: false });
  const about = { pool: db.pool, log, load };
  const beats = [
    startHeartbeat({ ...about, id: "same", surroundings: { secretPrints: prints(own), disk: async () => disk } }),
    startHeartbeat({
      ...about,
      id: "other",
      surroundings: { secretPrints: prints(other), disk: async () => undefined },
    }),
    startHeartbeat({ ...about, id: "before" }),
    startHeartbeat({
      ...about,
      id: "changing",
      surroundings: { secretPrints: prints(former, own), disk: async () => disk },
    }),
  ];
  // The second one tells what the first one has measured.
  for (const { beat } of [...beats, ...beats]) await beat();
  const rows = new Map((await listWorkers(db.pool, prints(own, former))).map((row) => [row.id, row]));
  expect(rows.get("same")).toMatchObject({ secret: "same", disk, clockMs: 0 });
  expect(rows.get("other")).toMatchObject({ secret: "other", disk: null });
  expect(rows.get("before")).toMatchObject({ secret: null, disk: null });
  expect(rows.get("changing")).toMatchObject({ secret: "same" });
  const stored = JSON.stringify((await db.pool.query(`SELECT "secretPrints" FROM "Worker"`)).rows);
  for (const secret of [own, former, other]) expect(stored).not.toContain(secret);
  for (const { stop } of beats) await stop();
});

const idle = { running: 0, capacity: 1, finished: 0, gaveBack: 0, delayMs: 0, echoMs: null };

test("a worker without heartbeats is silent, then dead, and its runs are counted when others take them over", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await db.pool.query(
    `INSERT INTO "Worker" (id, host, pid, version, running, "seenAt") VALUES
     ('quiet', 'a', 1, '0', 0, now() - interval '8 s'), ('gone', 'b', 2, '0', 2, now() - interval '20 s')`,
  );
  const runs = await Promise.all([1, 2].map(() => harness.start(twoNaps(1), { text: "x" })));
  await db.pool.query(
    `UPDATE "Queue" SET state = 'running', worker = 'gone', token = 1, "startedAt" = now(),
       "dueAt" = now() + CASE WHEN "runId" = $1 THEN interval '1 hour' ELSE interval '-1 s' END`,
    [runs[0]],
  );
  await harness.worker();
  await harness.finished(runs[1] ?? "");
  const named = async () => new Map((await listWorkers(db.pool)).map((row) => [row.id, row]));
  await expect.poll(async () => (await named()).get("gone")).toMatchObject({ state: "died", takenOver: 1, held: 1 });
  expect((await named()).get("quiet")).toMatchObject({ state: "silent" });
});
