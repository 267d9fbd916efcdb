/** Published pipelines as tools of an MCP server, called by the official clients of both revisions. */

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as SessionClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as SessionTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { greeting, openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let eve: Tenant;

beforeAll(async () => {
  testServer = await openTestServer();
  [ada, eve] = [await testServer.tenant("ada"), await testServer.tenant("eve")];
  await testServer.work();
  await publish(ada, "Grüße an alle", greeting);
  await publish(ada, "Gruesse an alle!", greeting);
  await testServer.rest("POST", "/pipelines", { key: ada.key, body: { name: "Draft", graph: greeting } });
});
afterAll(() => testServer[Symbol.asyncDispose]());

async function publish({ key }: Tenant, name: string, graph: object) {
  const { body } = await testServer.rest("POST", "/pipelines", { key, body: { name, graph } });
  const { status } = await testServer.rest("POST", `/pipelines/${body.id}/versions`, { key, body: {} });
  expect(status).toBe(201);
  return z.string().parse(body.id);
}

const address = () => new URL(`${testServer.url}/api/v1/mcp`);
const withKey = (key: string) => ({ requestInit: { headers: { authorization: `Bearer ${key}` } } });

async function sessionClient(key: string) {
  const client = new SessionClient({ name: "test", version: "1" });
  const transport = new SessionTransport(address(), withKey(key));
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return client;
}
async function statelessClient(key: string) {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  await client.connect(new StreamableHTTPClientTransport(address(), withKey(key)));
  return client;
}

describe.each([
  ["2025-11-25", sessionClient],
  ["2026-07-28", statelessClient],
])("a client of %s", (_, open) => {
  test("sees what is published, and calls it", async () => {
    const client = await open(ada.key);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["grusse_an_alle", "gruesse_an_alle"]);
    expect(tools[0]).toMatchObject({
      title: "Grüße an alle",
      inputSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
    });
    const answer = await client.callTool({ name: "grusse_an_alle", arguments: { name: "Ada" } });
    expect(answer.isError).toBeFalsy();
    expect(answer.content).toEqual([{ type: "text", text: "Hello Ada" }]);
    expect(Object.values(Object(answer.structuredContent))).toEqual(["Hello Ada"]);
    await client.close();
  });

  test("is told what is wrong with a call", async () => {
    const client = await open(ada.key);
    const missing = await client.callTool({ name: "grusse_an_alle", arguments: {} });
    expect(missing.isError).toBe(true);
    expect(JSON.stringify(missing.content)).toMatch(/name/i);
    const unknown = await client.callTool({ name: "draft", arguments: {} });
    expect(unknown.isError).toBe(true);
    expect(JSON.stringify(unknown.content)).toContain("There is no tool “draft”");
    await client.close();
  });

  test("of another workspace sees none of it, and without a key nothing is answered", async () => {
    const client = await open(eve.key);
    expect((await client.listTools()).tools).toEqual([]);
    const answer = await client.callTool({ name: "grusse_an_alle", arguments: { name: "Eve" } });
    expect(answer.isError).toBe(true);
    await client.close();
    await expect(open("wrong")).rejects.toThrow();
  });
});

test("a key that may not start runs is refused, and there is no stream to listen to", async () => {
  const reader = await testServer.tenant("reader", "viewer");
  const body = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  expect((await testServer.rest("POST", "/mcp", { key: reader.key, body })).status).toBe(403);
  expect((await testServer.rest("GET", "/mcp", { key: ada.key })).status).toBe(405);
});

test("of the same title each has a name of its own, which means no other pipeline when one of them goes", async () => {
  const eddie = await testServer.tenant("twins");
  const publishOne = () => publish(eddie, "Greet", greeting);
  const [oldest, middle, youngest] = [await publishOne(), await publishOne(), await publishOne()];
  const client = await sessionClient(eddie.key);
  const names = async () => (await client.listTools()).tools.map(({ name }) => name);
  const [first, second = "", third] = await names();
  expect([first, new Set([second, third, "greet"]).size]).toEqual(["greet", 3]);

  const { prisma } = testServer.app.db;
  await prisma.pipeline.update({ where: { id: oldest }, data: { archivedAt: new Date() } });
  expect(await names()).toEqual(["greet", third]);
  await prisma.pipeline.update({ where: { id: middle }, data: { name: "Welcome" } });
  expect(await names()).toEqual(["welcome", "greet"]);
  const answer = await client.callTool({ name: second, arguments: { name: "Ada" } });
  expect(answer.content).toEqual([{ type: "text", text: "Hello Ada" }]);
  const [run] = await prisma.run.findMany({
    where: { pipelineId: { in: [oldest, middle, youngest] } },
    select: { pipelineId: true },
  });
  expect(run?.pipelineId).toBe(middle);
  await client.close();
});
