import { expect, test } from "vitest";
import { type McpServer, readAgain, withTools } from "../../../lib/service/mcp.ts";
import { parsePlainJson } from "../../../lib/values/exact-json.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { loopbackFetch, runExample, runNode } from "../../../tests/helpers/node.ts";
import { sessionMcpPeer, statelessMcpPeer } from "../../../tests/helpers/peers/mcp-peer.ts";
import { readOffers } from "../../mcp/read-offers.ts";
import { mcpServer } from "./mcp-server.ts";

const signal = new AbortController().signal;

async function serverAt(url: string): Promise<McpServer> {
  return readAgain(undefined, await readOffers({ address: `${url}/mcp`, fetch: loopbackFetch, signal }));
}
function asSetting(server: McpServer): Record<string, PlainJson> {
  const value = parsePlainJson(JSON.stringify(server));
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("a server is an object");
  return value;
}

test("its example", async () => {
  await using peer = await statelessMcpPeer();
  peer.answers.set("add", ({ a, b }) => {
    const result = Number(a) + Number(b);
    return { content: [{ type: "text", text: String(result) }], structuredContent: { result } };
  });
  // The address of the docs stands for the peer's.
  await runExample(mcpServer, {
    services: { fetch: (url, request) => loopbackFetch(url.replace("https://example.com", peer.url), request) },
  });
});

test("calls the tools that are offered and no others, with the node's credential", async () => {
  await using peer = await sessionMcpPeer();
  const read = await serverAt(peer.url);
  const server = withTools(
    { ...read, credential: "c1" },
    read.tools.map((tool) => (tool.name === "send" ? { ...tool, isOffered: false } : tool)),
  );
  const asked: string[] = [];
  const services = {
    fetchAs: (id: string) => {
      asked.push(id);
      return loopbackFetch;
    },
  };
  const config = { server: asSetting(server) };
  const run = (tool: string, given: { [name: string]: string }) =>
    runNode(mcpServer, { config, inputs: { tool, arguments: given }, services });
  expect((await run("stock", { sku: "A1" })).outputs).toMatchObject({ text: "7 of A1", data: { count: 7 } });
  expect(asked).toEqual(["c1"]);
  await expect(run("send", { to: "Ada" })).rejects.toMatchObject({
    userMessage: expect.stringMatching(/offers no tool “send”\. There are: stock, /),
  });
  expect(peer.sent).toEqual([]);
});

test("says what to do when nothing is chosen", async () => {
  await expect(runNode(mcpServer, { inputs: { tool: "x" } })).rejects.toMatchObject({
    userMessage: expect.stringMatching(/Open the node's settings, enter the server's address/),
  });
});
