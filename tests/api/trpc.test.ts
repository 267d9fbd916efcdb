/** The canvas's own way in: tRPC over HTTP with a cookie, and live events over SSE. */

import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exactTransformer as transformer } from "../../lib/values/trpc-json.ts";
import type { AppRouter } from "../../server/api/router.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let cookie: string;
let client: ReturnType<typeof connect>;

beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
  cookie = await testServer.cookieOf(ada.email);
  client = connect();
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

function connect() {
  const headers = () => ({ cookie, origin: testServer.url });
  return createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${testServer.url}/api/trpc`, headers, transformer })],
  });
}

test("calls of one moment travel together", async () => {
  const [workspace, pipelines, catalogue] = await Promise.all([
    client.workspace.current.query(),
    client.pipelines.list.query({}),
    client.catalogue.list.query(),
  ]);
  expect(workspace).toMatchObject({ id: ada.workspaceId, role: "owner", user: { email: ada.email } });
  expect(pipelines).toEqual([]);
  expect(catalogue.map(({ type }) => type)).toContain("chat-model");
});

test("a refused save brings what the server has, and a second try on top of it succeeds", async () => {
  const { id } = await client.pipelines.create.mutate({ graph: greeting });
  await client.pipelines.save.mutate({ id, revision: 1, graph: { nodes: {} } });
  const error: unknown = await client.pipelines.save
    .mutate({ id, revision: 1, graph: greeting })
    .catch((thrown) => thrown);
  if (!(error instanceof TRPCClientError)) throw error;
  expect(error.data).toMatchObject({ code: "stale_revision", revision: 2, graph: { nodes: {} }, httpStatus: 409 });
  expect(error.data.userMessage).toMatch(/Reload it/);
  expect(await client.pipelines.save.mutate({ id, revision: 2, graph: greeting })).toEqual({ id, revision: 3 });
});

test("a number that would be rounded is refused here too, and nothing is saved", async () => {
  const { id } = await client.pipelines.create.mutate({ graph: greeting });
  const digits = "7615917337495251231";
  const body = JSON.stringify({
    id,
    revision: 1,
    graph: { nodes: { a: { type: "merge", version: 1, config: { id: "digits" } } } },
  });
  const response = await fetch(`${testServer.url}/api/trpc/pipelines.save`, {
    method: "POST",
    headers: { cookie, origin: testServer.url, "content-type": "application/json" },
    body: body.replace('"digits"', digits),
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("has more digits");
  expect((await client.pipelines.get.query({ id })).revision).toBe(1);
});

test("a graph with a kind that this release does not know is kept and loads, and cannot run", async () => {
  const field = { name: "name", kind: "vector" };
  const graph = {
    ...greeting,
    nodes: { ...greeting.nodes, in: { type: "input", version: 1, config: { fields: [field] } } },
  };
  const { id } = await client.pipelines.create.mutate({ graph });
  expect((await client.pipelines.get.query({ id })).graph).toMatchObject(graph);
  expect(await client.pipelines.check.query({ id })).toMatchObject([
    { level: "error", code: "bad-setting", nodeId: "in", setting: "fields.0.kind" },
  ]);
  await expect(client.runs.start.mutate({ pipelineId: id, inputs: { name: "you" } })).rejects.toThrow(/cannot run yet/);
});

test("a published draft differs from its version as soon as what it does is changed", async () => {
  const { id } = await client.pipelines.create.mutate({ graph: greeting });
  expect(await client.pipelines.get.query({ id })).toMatchObject({
    latestVersion: null,
    publishedRevisionDiffers: true,
  });
  await client.pipelines.publish.mutate({ id, revision: 1 });
  expect(await client.pipelines.get.query({ id })).toMatchObject({ latestVersion: 1, publishedRevisionDiffers: false });
  const moved = { ...greeting, layout: { positions: { in: { x: 9, y: 9 } } } };
  await client.pipelines.save.mutate({ id, revision: 1, graph: moved });
  expect(await client.pipelines.get.query({ id })).toMatchObject({ latestVersion: 1, publishedRevisionDiffers: false });
  await client.pipelines.save.mutate({ id, revision: 2, graph: { ...moved, edges: [] } });
  expect(await client.pipelines.get.query({ id })).toMatchObject({ latestVersion: 1, publishedRevisionDiffers: true });
});

test("two people who publish at once get two numbers", async () => {
  const { id } = await client.pipelines.create.mutate({ graph: greeting });
  const numbers = await Promise.all([1, 2, 3].map(() => ada.api.pipelines.publish({ id })));
  expect(numbers.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
});

test("events of a run stream with their ids, and go on behind the last one seen", async () => {
  const { id } = await client.pipelines.create.mutate({ graph: greeting });
  const run = await client.runs.start.mutate({ pipelineId: id, inputs: { name: "you" } });
  const all = await watch({ id: run.id });
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_event, index) => index + 1));
  expect(all.at(-1)?.data.type).toBe("run.succeeded");
  const rest = await watch({ id: run.id, lastEventId: "3" });
  expect(rest.map(({ seq }) => seq)).toEqual(all.slice(3).map(({ seq }) => seq));
  const graph = await client.runs.graph.query({ id: run.id });
  expect(graph.graph.nodes).toEqual(greeting.nodes);
});

async function watch(input: { id: string; lastEventId?: string }): Promise<{ seq: number; data: { type: string } }[]> {
  const url = `${testServer.url}/api/trpc/runs.events?input=${encodeURIComponent(JSON.stringify(input))}`;
  const answer = await fetch(url, { headers: { cookie } });
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  const text = await answer.text();
  return [...text.matchAll(/^data: (\{"runId".+)$/gm)].map(([, data]) => JSON.parse(data ?? ""));
}
