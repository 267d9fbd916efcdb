import { expect, test } from "vitest";
import { Service } from "../../../lib/service/service.ts";
import { withOperation } from "../../../lib/service/service-ports.ts";
import { parsePlainJson } from "../../../lib/values/exact-json.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { loopbackFetch, runExample, runNode } from "../../../tests/helpers/node.ts";
import { type McpPeer, sessionMcpPeer, statelessMcpPeer } from "../../../tests/helpers/peers/mcp-peer.ts";
import { readTool, readToolService } from "../../mcp/tool-service.ts";
import { mcpTool } from "./mcp-tool.ts";

const signal = new AbortController().signal;
const none = { inputs: new Set<string>(), outputs: new Set<string>() };
const at = (peer: McpPeer) => ({ address: `${peer.url}/mcp`, fetch: loopbackFetch, signal });

/** What the form keeps when a person picks a tool, or reads it again. */
async function pick(peer: McpPeer, name: string, before?: Service, connected = none): Promise<Service> {
  const { service, operation } = await readTool(at(peer), `tool ${name}`);
  const { operations: _operations, note: _note, ...document } = service;
  return withOperation(before ?? Service.parse(document), operation, connected);
}
function asSetting(service: Service): Record<string, PlainJson> {
  const value = parsePlainJson(JSON.stringify(service));
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("a service is an object");
  return value;
}
const ports = (service: Service) => [service.inputs.map(({ name }) => name), service.outputs.map(({ name }) => name)];

const order = {
  name: "order",
  description: "Orders something.",
  inputSchema: {
    type: "object" as const,
    $defs: { size: { type: "string", enum: ["small", "large"] } },
    properties: { sku: { type: "string" }, count: { type: "integer", default: 1 }, size: { $ref: "#/$defs/size" } },
    required: ["sku"],
  },
  outputSchema: { type: "object" as const, properties: { id: { type: "integer" }, text: { type: "string" } } },
};

test("its example", async () => {
  await using peer = await statelessMcpPeer();
  peer.answers.set("add", ({ a, b }) => {
    const result = Number(a) + Number(b);
    return { content: [{ type: "text", text: String(result) }], structuredContent: { result } };
  });
  // The address of the docs stands for the peer's.
  await runExample(mcpTool, {
    services: { fetch: (url, request) => loopbackFetch(url.replace("https://example.com", peer.url), request) },
  });
});

test.each([
  ["with sessions (2025-11-25)", sessionMcpPeer],
  ["without sessions (2026-07-28)", statelessMcpPeer],
])("parameters of a tool of a server %s are typed ports, and its result has ports too", async (_, open) => {
  await using peer = await open();
  peer.tools.push(order);
  let got: unknown;
  peer.answers.set("order", (given) => {
    got = given;
    return { content: [{ type: "text", text: "Ordered" }], structuredContent: { id: 9, text: "later" } };
  });
  const { operations } = await readToolService(at(peer));
  expect(operations.map(({ path }) => path)).toContain("order");
  const service = await pick(peer, "order");
  expect(service.inputs).toEqual([
    { name: "sku", kind: "text" },
    { name: "count", kind: "number", optional: true },
    { name: "size", kind: "text", optional: true },
  ]);
  // “text” is what every tool says, so the field of that name has another one.
  expect(service.outputs).toEqual([
    { name: "id", kind: "number" },
    { name: "answer_text", kind: "text", title: "text" },
  ]);
  const config = { service: asSetting({ ...service, values: { size: "large" } }) };
  const { outputs } = await runNode(mcpTool, {
    config,
    inputs: { sku: "A1", count: 2 },
    services: { fetch: loopbackFetch },
  });
  expect(got).toEqual({ sku: "A1", count: 2, size: "large" });
  expect(outputs).toEqual({ text: "Ordered", data: { id: 9, text: "later" }, id: 9, answer_text: "later" });
});

test("a tool that changed keeps the ports that edges need, and one that went away says so", async () => {
  await using peer = await sessionMcpPeer();
  peer.tools.push(order);
  const before = await pick(peer, "order");
  peer.tools.pop();
  const { count: _count, ...properties } = order.inputSchema.properties;
  peer.tools.push({ ...order, inputSchema: { ...order.inputSchema, properties }, outputSchema: { type: "object" } });
  const connected = { inputs: new Set(["count"]), outputs: new Set(["id"]) };
  const after = await pick(peer, "order", before, connected);
  expect(ports(after)).toEqual([["sku", "size", "count"], ["id"]]);
  expect(after.inputs.at(-1)).toMatchObject({ name: "count", gone: true, optional: true });
  expect(after.outputs).toMatchObject([{ name: "id", gone: true }]);
  peer.tools.pop();
  await expect(pick(peer, "order", after)).rejects.toMatchObject({ code: "not_found" });
});

test("hints say what a call does, and a refusal fails the step in the server's words", async () => {
  await using peer = await sessionMcpPeer();
  const acts = async (name: string) => {
    const { effect, keyed } = await pick(peer, name);
    return [effect, keyed];
  };
  expect(await acts("stock")).toEqual(["costly", false]);
  expect(await acts("send")).toEqual(["effect", false]);
  expect(await acts("file_away")).toEqual(["effect", true]);
  const run = async (service: Service, inputs = {}) =>
    await runNode(mcpTool, { config: { service: asSetting(service) }, inputs, services: { fetch: loopbackFetch } });
  await expect(run(await pick(peer, "refuse"))).rejects.toThrow("refuse: No paper left.");
  await expect(run(await pick(peer, "stock"))).rejects.toThrow("“sku” is needed");
  await expect(runNode(mcpTool, { config: { service: null }, inputs: {} })).rejects.toThrow("No tool is chosen");
});
