/** Pipelines that follow others: each run that ends starts one, over crashes and switches, and none starts itself. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

const workerProcess = fileURLToPath(new URL("../../engine/worker-process.ts", import.meta.url));
let testServer: TestServer;
let ada: Tenant;
let eve: Tenant;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  [ada, eve] = [await testServer.tenant("ada"), await testServer.tenant("eve")];
});
afterAll(() => cleanUp.disposeAsync());

const call = (method: string, path: string, body?: unknown, { key } = ada) =>
  testServer.rest(method, path, { key, ...(body === undefined ? {} : { body }) });

/** Input → transform → output; it fails where there is no list. */
const followed = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "list", kind: "any" }] } },
    check: { type: "transform", version: 1, config: { expression: '$ = "no list" ? $error("No list.") : $' } },
    out: { type: "output", version: 1, config: { fields: [{ name: "count", kind: "any" }] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "list" }, to: { node: "check", port: "value" } },
    { id: "b", from: { node: "check", port: "result" }, to: { node: "out", port: "count" } },
  ],
};

const ports = ["runId", "status", "output", "error", "pipeline"];
const follower = (id: string, when = "success") => ({
  nodes: {
    follow: { type: "run-ended", version: 1, config: { pipeline: { id, name: "Orders" }, when } },
    out: {
      type: "output",
      version: 1,
      config: { fields: ports.map((name) => ({ name, kind: "any", optional: true })) },
    },
  },
  edges: ports.map((port) => ({ id: port, from: { node: "follow", port }, to: { node: "out", port } })),
});

async function made(name: string, graph: object, tenant = ada): Promise<string> {
  const { body } = await call("POST", "/pipelines", { name, graph }, tenant);
  expect((await call("POST", `/pipelines/${body.id}/versions`, {}, tenant)).status).toBe(201);
  return body.id;
}

const switchOn = (id: string, tenant = ada) => call("POST", `/pipelines/${id}/activate`, {}, tenant);
const start = async (id: string, list: unknown, version?: "draft") =>
  (await call("POST", `/pipelines/${id}/runs`, { inputs: { list }, ...(version ? { version } : {}) })).body.id;
const runsOf = async (id: string, tenant = ada) =>
  (await call("GET", `/runs?pipelineId=${id}&trigger=run-ended`, undefined, tenant)).body.items;

test("a worker that is killed between the run and its note leaves the end to another, and it stays one run", async () => {
  const orders = await made("Orders", followed);
  const id = await made("Follower", follower(orders));
  expect((await switchOn(id)).status).toBe(200);
  const runId = await start(orders, [1, 2]);
  const killed = fork(workerProcess, [testServer.env.DATABASE_URL, ""], {
    execArgv: ["--no-warnings"],
    env: { ...process.env, PATCHBAY_CRASH_AT: "after-insert:1:kill" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  expect((await once(killed, "exit"))[1]).toBe("SIGKILL");
  expect(await runsOf(id)).toHaveLength(1);
  const { prisma } = testServer.app.db;
  expect(await prisma.endedRun.count(), "its claim is left to run out").toBe(1);
  await prisma.endedRun.updateMany({ data: { dueAt: new Date() } });
  await testServer.work();
  await expect
    .poll(async () => (await runsOf(id)).map(({ status }: { status: string }) => status))
    .toEqual(["succeeded"]);
  await expect.poll(async () => await prisma.endedRun.count()).toBe(0);
  const [{ id: followerId }] = await runsOf(id);
  expect((await call("GET", `/runs/${followerId}`)).body).toMatchObject({
    triggerNode: "follow",
    output: { runId, status: "succeeded", output: { count: [1, 2] }, pipeline: "Orders" },
  });
});

test("successes, failures or both count; tries of the draft and other workspaces' followers do not", async () => {
  const orders = await made("Orders", followed);
  const [onSuccess, onFailure, onBoth] = [
    await made("On success", follower(orders)),
    await made("On failure", follower(orders, "failure")),
    await made("On both", follower(orders, "success or failure")),
  ];
  const foreign = await made("Foreign", follower(orders, "success or failure"), eve);
  for (const id of [onSuccess, onFailure, onBoth]) expect((await switchOn(id)).status).toBe(200);
  expect((await switchOn(foreign, eve)).status).toBe(200);
  const draft = await start(orders, [0], "draft");
  await expect.poll(async () => (await call("GET", `/runs/${draft}`)).body.status).toBe("succeeded");
  const good = await Promise.all([1, 2, 3, 4, 5].map((n) => start(orders, [n])));
  const bad = await start(orders, "no list");
  await expect.poll(async () => (await runsOf(onBoth)).length).toBe(6);
  await expect.poll(async () => [(await runsOf(onSuccess)).length, (await runsOf(onFailure)).length]).toEqual([5, 1]);
  expect(await runsOf(foreign, eve)).toEqual([]);
  const { prisma } = testServer.app.db;
  await expect.poll(async () => await prisma.endedRun.count()).toBe(0);
  const seen = await prisma.run.findMany({ where: { pipelineId: onBoth } });
  const ended = seen.map(({ input }) => (input as { runId: string }).runId);
  expect(ended.toSorted()).toEqual([...good, bad].toSorted());
  const [failure] = await prisma.run.findMany({ where: { pipelineId: onFailure } });
  expect(failure?.input).toMatchObject({ runId: bad, status: "failed", error: { message: expect.any(String) } });
  expect(failure?.input).not.toHaveProperty("output");
  const { body: triggers } = await call("GET", `/pipelines/${onBoth}/triggers`);
  expect(triggers.triggers[0]).toMatchObject({ state: "on", events: 6, error: null });
});

test("pipelines that would start each other without end are not switched on", async () => {
  const orders = await made("Orders", followed);
  const first = await made("First", follower(orders));
  const second = await made("Second", follower(first));
  expect((await switchOn(first)).status).toBe(200);
  expect((await switchOn(second)).status).toBe(200);
  // First follows Second now, in a new version.
  const { body } = await call("GET", `/pipelines/${first}`);
  await call("PUT", `/pipelines/${first}`, { graph: follower(second), revision: body.revision });
  await call("POST", `/pipelines/${first}/versions`, {});
  const refused = await switchOn(first);
  expect([refused.status, refused.body.message]).toEqual([
    409,
    "The pipeline would start itself again and again, through the runs of “Second”. Follow another pipeline in its Run ended node, or switch the other one off.",
  ]);
  expect((await call("GET", `/pipelines/${first}/triggers`)).body.version, "it stays on as it was").toBe(1);
  await call("POST", `/pipelines/${second}/deactivate`);
  expect((await switchOn(first)).status).toBe(200);
  expect((await switchOn(second)).status).toBe(409);
});

test("a pipeline has to be chosen", async () => {
  const graph = { nodes: { follow: { type: "run-ended", version: 1, config: {} } }, edges: [] };
  const id = await made("Undecided", graph);
  const refused = await switchOn(id);
  expect([refused.status, refused.body.message]).toEqual([
    422,
    "No pipeline is chosen. Choose the one whose runs this pipeline follows.",
  ]);
  expect((await call("GET", `/pipelines/${id}/triggers`)).body.triggers[0].state).toBe("off");
});
