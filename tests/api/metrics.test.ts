/** What operators may ask: metrics and health. */
import { request } from "node:http";
import { expect, test } from "vitest";
import { sample } from "../helpers/tools/prometheus.ts";
import { greeting, openTestServer } from "./test-server.ts";

const token = "a-token-for-prometheus-0123456789";

/** Fetch cannot pass headers such as Via; Node's own client can. */
function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once("error", reject).end();
  });
}

test("without a token metrics answer this machine, and no request that came through a proxy", async () => {
  await using testServer = await openTestServer();
  const url = `http://127.0.0.1:${testServer.env.PORT}/metrics`;
  expect(await statusOf(url)).toBe(200);
  for (const header of ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host", "x-forwarded-proto"]) {
    expect(await statusOf(url, { [header]: "127.0.0.1" }), header).toBe(403);
  }
});

test("with a token metrics answer requests that carry it, and no others", async () => {
  await using testServer = await openTestServer({ PATCHBAY_METRICS_TOKEN: token });
  const url = `${testServer.url}/metrics`;
  expect(await statusOf(url)).toBe(403);
  expect(await statusOf(url, { authorization: `Bearer ${token}x` })).toBe(403);
  expect(await statusOf(url, { authorization: token })).toBe(403);
  expect(await statusOf(url, { authorization: `Bearer ${token}`, "x-forwarded-for": "10.0.0.1" })).toBe(200);
});

test("metrics say what the web process did, and contain no user data", async () => {
  await using testServer = await openTestServer();
  const ada = await testServer.tenant("ada");
  const { id } = await ada.api.pipelines.create({ name: "Very secret plan", graph: { nodes: {} } });
  expect((await testServer.rest("GET", `/pipelines/${id}`, { key: ada.key })).status).toBe(200);
  await testServer.rest("GET", "/nothing-here-at-all", { key: ada.key });
  const text = await (await fetch(`${testServer.url}/metrics`)).text();
  const served = { method: "GET", route: "/api/v1/pipelines/:id", status: "2xx" };
  expect(sample(text, "patchbay_http_request_duration_seconds_count", served)).toBe(1);
  expect(sample(text, "patchbay_database_up")).toBe(1);
  expect(sample(text, "patchbay_queue_runs", { state: "queued" })).toBe(0);
  expect(sample(text, "patchbay_queue_oldest_due_seconds")).toBe(0);
  expect(sample(text, "patchbay_workers", { state: "alive" })).toBe(0);
  expect(sample(text, "patchbay_database_connections", { state: "max" })).toBe(12);
  expect(sample(text, "patchbay_broker_probe_seconds")).toBeLessThan(5);
  for (const secret of [id, ada.workspaceId, ada.name, ada.key, "Very secret plan", "nothing-here-at-all"]) {
    expect(text).not.toContain(secret);
  }
});

test("a run that waits for a worker shows in the queue, and is counted as accepted", async () => {
  await using testServer = await openTestServer();
  const ada = await testServer.tenant("ada");
  const { id: pipelineId } = await ada.api.pipelines.create({ graph: greeting });
  await testServer.rest("POST", `/pipelines/${pipelineId}/runs`, { key: ada.key, body: { inputs: { name: "x" } } });
  const text = await (await fetch(`${testServer.url}/metrics`)).text();
  expect(sample(text, "patchbay_runs_accepted_total", { trigger: "api" })).toBe(1);
  expect(sample(text, "patchbay_queue_runs", { state: "queued" })).toBe(1);
  expect(sample(text, "patchbay_queue_oldest_due_seconds")).toBeGreaterThanOrEqual(0);
});

test("a web process is ready without a worker, and not when the database is older than its code", async () => {
  await using testServer = await openTestServer();
  const ready = async () => {
    const answer = await fetch(`${testServer.url}/readyz`);
    return { status: answer.status, ...(await answer.json()) };
  };
  expect(await ready()).toMatchObject({ status: 200, ok: true, workers: 0, migrations: true });
  await testServer.app.db.pool.query(
    `DELETE FROM "_prisma_migrations" WHERE migration_name = (SELECT max(migration_name) FROM "_prisma_migrations")`,
  );
  await expect.poll(ready).toMatchObject({ status: 503, ok: false, database: true, migrations: false });
  expect(await statusOf(`${testServer.url}/healthz`)).toBe(200);
});
