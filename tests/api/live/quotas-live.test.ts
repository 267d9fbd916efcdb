/** What starts runs by itself, while a quota leaves no room: it waits, says why, and loses nothing. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Quotas } from "../../../lib/access/quotas.ts";
import { setQuotas } from "../../../platform/quotas/quotas.ts";
import { batchBench, echo as rowsEcho } from "../batches/batch-bench.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { echo, hooksOf, json, send } from "./hooks.ts";

let testServer: TestServer;

beforeAll(async () => {
  testServer = await openTestServer();
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

const limit = (tenant: Tenant, quotas: Quotas) => setQuotas(testServer.app.db, tenant.workspaceId, quotas);
const full = { runsAtOnce: 0 } as const;
const reason = "quota of runs at once is 0: the run was not accepted";

async function triggerOf(tenant: Tenant, pipelineId: string) {
  const { body } = await testServer.rest("GET", `/pipelines/${pipelineId}/triggers`, { key: tenant.key });
  return body.triggers[0];
}

test("a webhook answers 429 without amounts, keeps the delivery, and takes it when it comes again", async () => {
  const ada = await testServer.tenant("ada");
  const hooks = hooksOf(testServer, ada);
  const { id, url } = await hooks.open(echo({}));
  await limit(ada, full);
  const request = () => send(url, json({ order: 7 }, { "idempotency-key": "order-7" }));
  const refused = await request();
  expect(refused).toMatchObject({ status: 429, body: { code: "over_run_quota" } });
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.body.message).not.toMatch(/quota|\d/);
  const kept = await hooks.deliveriesOf(id);
  expect(kept).toMatchObject([{ status: 429, runId: null }]);
  expect((await triggerOf(ada, id)).error?.message).toContain(reason);

  const replay = () => hooks.call("POST", `/pipelines/${id}/triggers/hook/deliveries/${kept[0].id}/replay`);
  // A member replays it, and reads which quota it is.
  expect(await replay()).toMatchObject({ status: 429, body: { message: expect.stringContaining(reason) } });
  await limit(ada, {});
  const replayed = await replay();
  expect(replayed.status, JSON.stringify(replayed.body)).toBeLessThan(300);
  expect((await triggerOf(ada, id)).error).toBeNull();
});

test("a topic waits, says why, and takes every event once when there is room", async () => {
  const bea = await testServer.tenant("bea");
  const { api } = bea;
  await api.topics.create({ name: "orders", partitions: 1 });
  const { id } = await api.pipelines.create({
    name: "Orders",
    graph: {
      nodes: {
        events: { type: "topic-trigger", version: 1, config: { topic: "orders" } },
        out: { type: "output", version: 1, config: { fields: [{ name: "order", kind: "any" }] } },
      },
      edges: [{ id: "a", from: { node: "events", port: "value" }, to: { node: "out", port: "order" } }],
    },
  });
  await api.pipelines.publish({ id });
  await api.pipelines.activate({ id });
  await limit(bea, full);
  for (const value of [1, 2, 3]) await api.topics.publish({ name: "orders", event: { value } });
  await expect.poll(async () => (await triggerOf(bea, id)).error?.message).toContain(reason);
  const { prisma } = testServer.app.db;
  expect(await prisma.run.count({ where: { pipelineId: id } })).toBe(0);

  await limit(bea, {});
  const orders = async () =>
    (await prisma.run.findMany({ where: { pipelineId: id, status: "succeeded" } })).map(({ output }) => output);
  await expect.poll(async () => (await orders()).length).toBe(3);
  expect(new Set((await orders()).map((output) => JSON.stringify(output))).size).toBe(3);
});

test("a schedule keeps the time that is due", async () => {
  const cyd = await testServer.tenant("cyd");
  const { api } = cyd;
  const { id } = await api.pipelines.create({
    name: "Clock",
    graph: {
      nodes: {
        clock: { type: "schedule", version: 1, config: { when: "every 1 hour" } },
        out: { type: "output", version: 1, config: { fields: [{ name: "time", kind: "any" }] } },
      },
      edges: [{ id: "a", from: { node: "clock", port: "time" }, to: { node: "out", port: "time" } }],
    },
  });
  await api.pipelines.publish({ id });
  await api.pipelines.activate({ id });
  await limit(cyd, full);
  const { pool, prisma } = testServer.app.db;
  await pool.query(`UPDATE "ActiveTrigger" SET "dueAt" = now() - interval '1 second' WHERE "pipelineId" = $1`, [id]);
  await expect.poll(async () => (await triggerOf(cyd, id)).error?.message).toContain(reason);
  expect(await prisma.run.count({ where: { pipelineId: id } })).toBe(0);
  await limit(cyd, {});
  await expect.poll(() => prisma.run.count({ where: { pipelineId: id, trigger: "schedule" } })).toBe(1);
  await expect.poll(async () => (await triggerOf(cyd, id)).error).toBeNull();
});

test("a batch waits and goes on by itself", async () => {
  const dan = await testServer.tenant("dan");
  const bench = batchBench(testServer, dan);
  const id = await bench.pipelineOf(rowsEcho({ name: "name", kind: "text" }));
  const file = await bench.upload("names.csv", "name\na\nb\nc");
  await limit(dan, full);
  const path = await bench.start(id, { file, concurrency: 2 });
  await expect.poll(async () => (await bench.stands(path)).error).toContain(reason);
  expect(await bench.stands(path)).toMatchObject({ state: "running", failed: 0 });
  await limit(dan, { runsAtOnce: 1 });
  await bench.becomes(path, "done");
  expect(await bench.stands(path)).toMatchObject({ succeeded: 3, failed: 0 });
});

test("what strangers send with a file is refused without amounts when there is no room for it", async () => {
  const eli = await testServer.tenant("eli");
  const hooks = hooksOf(testServer, eli);
  const { id, url } = await hooks.open(echo({ body: "file" }));
  await limit(eli, { storageBytes: 10 });
  const init = { headers: { "content-type": "text/plain" }, body: "longer than ten bytes" };
  const refused = await send(url, init);
  expect(refused).toMatchObject({ status: 403, body: { code: "over_quota" } });
  expect(refused.body.message).not.toMatch(/\d/);
  expect((await triggerOf(eli, id)).error?.message).toContain("0 bytes of 10 bytes used");
});

test("a pipeline that follows another waits, says why, and starts for every run that ended", async () => {
  const flo = await testServer.tenant("flo");
  const { api } = flo;
  const { id: orders } = await api.pipelines.create({ name: "Orders", graph: greeting });
  const { id } = await api.pipelines.create({
    name: "Follower",
    graph: {
      nodes: {
        follow: {
          type: "run-ended",
          version: 1,
          config: { pipeline: { id: orders, name: "Orders" }, when: "success" },
        },
        out: { type: "output", version: 1, config: { fields: [{ name: "run", kind: "any" }] } },
      },
      edges: [{ id: "a", from: { node: "follow", port: "runId" }, to: { node: "out", port: "run" } }],
    },
  });
  for (const each of [orders, id]) await api.pipelines.publish({ id: each });
  await api.pipelines.activate({ id });
  await limit(flo, { runsPerDay: 1 });
  await api.runs.start({ pipelineId: orders, inputs: { name: "x" }, version: 1 });
  await expect.poll(async () => (await triggerOf(flo, id)).error?.message).toContain("quota of runs a day (1 of 1)");
  const { prisma } = testServer.app.db;
  expect(await prisma.run.count({ where: { pipelineId: id } })).toBe(0);
  await limit(flo, {});
  // It looks again within half a minute.
  await prisma.endedRun.updateMany({ data: { dueAt: new Date() } });
  await expect.poll(() => prisma.run.count({ where: { pipelineId: id, status: "succeeded" } })).toBe(1);
});

test("an agent that calls a pipeline over MCP reads which quota it is", async () => {
  const gil = await testServer.tenant("gil");
  const { id } = await gil.api.pipelines.create({ name: "Greeting", graph: greeting });
  await gil.api.pipelines.publish({ id });
  await limit(gil, { runsPerDay: 0 });
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  const requestInit = { headers: { authorization: `Bearer ${gil.key}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${testServer.url}/api/v1/mcp`), { requestInit }));
  const call = () => client.callTool({ name: "greeting", arguments: { name: "Ada" } });
  const refused = await call();
  expect(refused.isError).toBe(true);
  expect(JSON.stringify(refused.content)).toContain("quota of runs a day is 0: the run was not accepted");
  await limit(gil, {});
  expect((await call()).content).toEqual([{ type: "text", text: "Hello Ada" }]);
  await client.close();
});

test("the child runs of a large Map take no place of their own", async () => {
  const hui = await testServer.tenant("hui");
  const field = (name: string) => ({ fields: [{ name, kind: "json" }] });
  const edge = (id: string, from: [string, string], to: [string, string]) => ({
    ...{ id, from: { node: from[0], port: from[1] }, to: { node: to[0], port: to[1] } },
  });
  const { id: body } = await hui.api.pipelines.create({
    name: "Part",
    graph: {
      nodes: {
        in: { type: "input", version: 1, config: field("item") },
        wait: { type: "delay", version: 1, config: { seconds: 1 } },
        out: { type: "output", version: 1, config: field("r") },
      },
      edges: [edge("a", ["in", "item"], ["wait", "value"]), edge("b", ["wait", "value"], ["out", "r"])],
    },
  });
  await hui.api.pipelines.publish({ id: body });
  const inputs = [{ name: "item", kind: "json" }];
  const pipeline = { id: body, version: null, name: "Part", inputs, outputs: [{ name: "r", kind: "json" }] };
  const { id } = await hui.api.pipelines.create({
    name: "Whole",
    graph: {
      nodes: {
        in: { type: "input", version: 1, config: field("items") },
        map: { type: "map", version: 1, config: { pipeline, spread: 1, batch: 1 } },
        out: { type: "output", version: 1, config: field("all") },
      },
      edges: [edge("a", ["in", "items"], ["map", "items"]), edge("b", ["map", "results"], ["out", "all"])],
    },
  });
  await limit(hui, { runsPerDay: 1, runsAtOnce: 1 });
  const run = await hui.api.runs.start({ pipelineId: id, inputs: { items: [1, 2, 3] } });
  const { prisma } = testServer.app.db;
  await expect.poll(async () => (await prisma.run.findUnique({ where: { id: run.id } }))?.status).toBe("succeeded");
  expect(await prisma.run.count({ where: { parentId: run.id } })).toBeGreaterThan(0);
  expect((await hui.api.quotas.current()).used).toMatchObject({ runsPerDay: 1, runsAtOnce: 0 });
});
