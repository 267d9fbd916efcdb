import { describe, expect, test } from "vitest";
import { type McpDocument, type McpServer, McpTool, offerId, readAgain, toolChanges } from "../../lib/service/mcp.ts";
import type { Json } from "../../lib/values/json.ts";
import { loopbackFetch } from "../../tests/helpers/node.ts";
import { httpPeer } from "../../tests/helpers/peers/http-peer.ts";
import { type McpPeer, sessionMcpPeer, statelessMcpPeer } from "../../tests/helpers/peers/mcp-peer.ts";
import { json } from "../../tests/helpers/peers/openapi-peer.ts";
import { callOffer } from "./call-offer.ts";
import { readOffers } from "./read-offers.ts";

const signal = new AbortController().signal;
const saved: { name: string; mime: string; bytes: number }[] = [];
const saveFile = async ({ name, mime, data }: { name: string; mime: string; data: Uint8Array }) => {
  saved.push({ name, mime, bytes: data.byteLength });
  return { id: `f${saved.length}`, name, mime, bytes: data.byteLength };
};

async function call(peer: { url: string }, name: string, given: { [name: string]: Json } = {}, until = signal) {
  const at = { address: `${peer.url}/mcp`, fetch: loopbackFetch, signal: until };
  const { tools } = await readOffers({ ...at, signal });
  const tool = tools.find((each) => offerId(each) === name);
  return await callOffer(at, { tool: McpTool.parse({ ...tool, isOffered: true }), given, saveFile });
}

const peers: [string, () => Promise<McpPeer>][] = [
  ["with sessions (2025-11-25)", sessionMcpPeer],
  ["without sessions (2026-07-28)", statelessMcpPeer],
];

describe.each(peers)("a server %s", (_, open) => {
  test("says what it offers, and what each tool does follows from its hints", async () => {
    await using peer = await open();
    const found = await readOffers({ address: `${peer.url}/mcp`, fetch: loopbackFetch, signal });
    expect(found).toMatchObject({ title: "Shop", notes: [] });
    expect(found.tools.map((tool) => [offerId(tool), tool.effect, tool.keyed])).toEqual([
      ["stock", "costly", false],
      ["send", "effect", false],
      ["file_away", "effect", true],
      ["picture", "effect", false],
      ["refuse", "effect", false],
      ["wait", "effect", false],
      ["resource:shop://hours", "costly", false],
    ]);
  });

  test("answers with text, values, files and resources", async () => {
    await using peer = await open();
    expect(await call(peer, "stock", { sku: "A1" })).toEqual({
      text: "7 of A1",
      data: { sku: "A1", count: 7 },
      files: [],
    });
    const picture = await call(peer, "picture");
    expect(picture.text).toBe("A note\nMore (shop://more)");
    expect(picture.files).toMatchObject([{ name: "image.png", mime: "image/png", bytes: 70 }]);
    expect((await call(peer, "resource:shop://hours")).text).toBe("9 to 17");
  });

  test("a tool that refuses fails in the server's words", async () => {
    await using peer = await open();
    await expect(call(peer, "refuse")).rejects.toMatchObject({
      code: "node_failed",
      userMessage: "refuse: No paper left.",
    });
  });

  test("a call that is cancelled ends, and the server is told", async () => {
    await using peer = await open();
    const controller = new AbortController();
    const calling = call(peer, "wait", {}, controller.signal);
    await expect.poll(() => peer.waiting.size).toBe(1);
    controller.abort(new Error("stopped"));
    await expect(calling).rejects.toThrow("stopped");
    await expect.poll(() => peer.waiting.size).toBe(0);
  });

  test("no session is left behind", async () => {
    await using peer = await open();
    await call(peer, "send", { to: "Ada" });
    expect(peer.sent).toEqual(["Ada"]);
    expect(peer.sessions.size).toBe(0);
  });
});

/** Answers as of 2025 with these results, by method. */
function plainServer(results: { [method: string]: Json }) {
  return httpPeer(({ method, body }, response) => {
    const { id, method: asked } = { ...Object(body) };
    if (method !== "POST" || typeof asked !== "string") return void response.writeHead(405).end();
    if (id === undefined) return void response.writeHead(202).end();
    const first = {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "p", version: "1" },
    };
    const result = asked === "initialize" ? first : results[asked];
    if (result === undefined)
      return json(response, { jsonrpc: "2.0", id, error: { code: -32601, message: "No such." } });
    json(response, { jsonrpc: "2.0", id, result });
  });
}

describe("a server that does not keep to the protocol", () => {
  test("a tool that cannot be read hides no other", async () => {
    await using peer = await plainServer({
      "tools/list": {
        tools: [
          { name: "good", inputSchema: { type: "object", properties: { when: { format: "date", type: "string" } } } },
          { name: "list", inputSchema: { type: "array" } },
          { name: "text", inputSchema: "none" },
          { name: "huge", inputSchema: { type: "object", description: "x".repeat(40_000) } },
          { description: "without a name" },
          { name: "bare" },
          7,
        ],
      },
    });
    const { tools, notes } = await readOffers({ address: peer.url, fetch: loopbackFetch, signal });
    expect(tools.map(({ name, problem }) => [name, problem === undefined])).toEqual([
      ["good", true],
      ["list", false],
      ["text", false],
      ["huge", false],
      ["bare", true],
    ]);
    expect(notes).toEqual(["2 of the tools cannot be read and are left out."]);
  });

  test("its results are read as far as they can be, and whole numbers keep their digits", async () => {
    await using peer = await plainServer({
      "tools/list": { tools: [{ name: "odd" }] },
      "tools/call": {
        content: [{ type: "video", uri: "v://1" }, "plain", null, { type: "text", text: 7 }],
        structuredContent: [1],
      },
    });
    const { text, data } = await call(peer, "odd", { id: 7615917337495251231n });
    expect(text).toBe('v://1\nplain\n\n{"type":"text","text":7}');
    expect(data).toEqual([1]);
    const sent = peer.requests.find(({ body }) => JSON.stringify(body).includes("tools/call"));
    expect(JSON.stringify(sent?.body)).not.toContain("whole:");
  });

  test("says what to do where there is no such server", async () => {
    await using peer = await httpPeer((_request, response) => void response.writeHead(404).end("no"));
    await expect(readOffers({ address: peer.url, fetch: loopbackFetch, signal })).rejects.toMatchObject({
      userMessage: expect.stringMatching(/There is no MCP server at .* often ends with \/mcp/),
    });
    await using locked = await httpPeer((_request, response) => void response.writeHead(401).end("who?"));
    await expect(readOffers({ address: locked.url, fetch: loopbackFetch, signal })).rejects.toMatchObject({
      userMessage: expect.stringMatching(/401.*Check the credential/),
    });
  });

  test("an answer that is too large fails with a word on it", async () => {
    await using peer = await plainServer({
      "tools/list": { tools: [{ name: "all" }] },
      "tools/call": { content: [{ type: "text", text: "x".repeat(5_100_000) }] },
    });
    await expect(call(peer, "all")).rejects.toMatchObject({ code: "too_large" });
  });

  test("one that answers nothing in its stream does not hold the step", async () => {
    await using peer = await httpPeer(({ body }, response) => {
      const { id, method } = { ...Object(body) };
      if (id === undefined) return void response.writeHead(202).end();
      const info = {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "p", version: "1" },
      };
      if (method === "initialize") return json(response, { jsonrpc: "2.0", id, result: info });
      if (method === "server/discover") return void response.writeHead(404).end();
      response.writeHead(200, { "content-type": "text/event-stream" }).end(": nothing\n\n");
    });
    await expect(readOffers({ address: peer.url, fetch: loopbackFetch, signal })).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

describe("reading the tools again", () => {
  const offer = (name: string, more = {}) => ({ ...McpTool.parse({ name, ...more }), description: "" });
  const found = (...tools: McpDocument["tools"]): McpDocument => ({
    ...{ address: "http://a", title: "A", version: "1" },
    ...{ tools, notes: [] },
  });

  test("keeps every choice; what is new is not offered, what is gone stays and is told", () => {
    const first = readAgain(undefined, found(offer("a"), offer("b"), offer("c", { problem: "no" })));
    expect(first.tools.map(({ isOffered }) => isOffered)).toEqual([true, true, false]);
    const chosen: McpServer = {
      ...first,
      tools: first.tools.map((tool) => (tool.name === "a" ? { ...tool, ask: "always", acts: "reads" } : tool)),
    };
    const again = readAgain(chosen, found(offer("a", { effect: "costly" }), offer("d")));
    expect(again.tools.map(({ name, isOffered, ask, acts, gone }) => [name, isOffered, ask, acts, gone])).toEqual([
      ["a", true, "always", "reads", undefined],
      ["d", false, "as-agent", "as-server", undefined],
      ["b", true, "as-agent", "as-server", true],
    ]);
    expect(toolChanges(chosen, again)).toBe("Read again. new: d; gone: b, c; changed: a.");
    expect(again.effect).toBe("costly");
    const back = readAgain(again, found(offer("a", { effect: "costly" }), offer("b"), offer("d")));
    expect(back.tools.map(({ name, isOffered, gone }) => [name, isOffered, gone])).toEqual([
      ["a", true, undefined],
      ["b", true, undefined],
      ["d", false, undefined],
    ]);
    expect(toolChanges(back, back)).toBe("Read again. Nothing has changed.");
  });

  test("the choices for one server are not those of another one, though its tools have the same names", () => {
    const here = readAgain(undefined, found(offer("a"), offer("b")));
    const trusted = { ...here, credential: "c1" };
    trusted.tools = here.tools.map((tool) => ({ ...tool, acts: "reads", ask: "never" }));
    const there = readAgain(trusted, { ...found(offer("a"), offer("x")), address: "https://other.example/mcp" });
    expect(there.tools.map(({ name, acts, ask, gone }) => [name, acts, ask, gone])).toEqual([
      ["a", "as-server", "as-agent", undefined],
      ["x", "as-server", "as-agent", undefined],
    ]);
    expect(there.credential).toBe("c1");
  });
});
