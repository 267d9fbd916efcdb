/** Servers that do more than answer: they ask in the middle of a call, say how far they are, forget sessions, keep streams open. */
import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { McpTool } from "../../lib/service/mcp.ts";
import type { Json } from "../../lib/values/json.ts";
import { loopbackFetch } from "../../tests/helpers/node.ts";
import { httpPeer } from "../../tests/helpers/peers/http-peer.ts";
import { type Asking, sessionMcpPeer } from "../../tests/helpers/peers/mcp-peer.ts";
import { json } from "../../tests/helpers/peers/openapi-peer.ts";
import { callOffer } from "./call-offer.ts";
import { readOffers } from "./read-offers.ts";

const { signal } = new AbortController();
const saved: { name: string; mime: string }[] = [];
const saveFile = async ({ name, mime }: { name: string; mime: string }) => {
  saved.push({ name, mime });
  return { id: "f", name, mime, bytes: 1 };
};
const call = (address: string, name: string, given = {}) =>
  callOffer(
    { address, fetch: loopbackFetch, signal },
    { tool: McpTool.parse({ name, parameters: { type: "object" }, isOffered: true }), given, saveFile },
  );
const said = (text: string) => ({ content: [{ type: "text" as const, text }] });

test.each([
  ["elicitation/create", { message: "Which one?", requestedSchema: { type: "object", properties: {} } }],
  ["sampling/createMessage", { messages: [], maxTokens: 5 }],
  ["roots/list", {}],
])("%s in the middle of a call is refused at once, and the call goes on", async (method, params) => {
  await using peer = await sessionMcpPeer();
  peer.answers.set("curious", async (_, asking) => {
    const answer = await asking?.request(method, params).catch((thrown: unknown) => thrown);
    return said(answer instanceof Error ? answer.message : "it was answered");
  });
  const { text } = await call(`${peer.url}/mcp`, "curious");
  expect(text).toContain(`Patchbay does not answer “${method}”`);
});

test("a server that asks whether we are there is answered, and one that says how far it is may", async () => {
  await using peer = await sessionMcpPeer();
  let told: Asking["progressToken"];
  peer.answers.set("long", async (_, asking) => {
    told = asking?.progressToken;
    for (const progress of [1, 2]) await asking?.progress(progress);
    expect(await asking?.request("ping", {})).toEqual({});
    return said("done");
  });
  expect((await call(`${peer.url}/mcp`, "long")).text).toBe("done");
  expect(told).toBeDefined();
});

const info = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "p", version: "1" } };
type Asked = { id: Json; session: unknown; cursor: unknown };

/** As of 2025; `answer` gives what a request other than the first gets. */
function bareServer(answer: (method: string, asked: Asked, response: ServerResponse) => void, session?: () => string) {
  return httpPeer(({ method, body, headers }, response) => {
    const { id, method: asked, params } = { ...Object(body) };
    if (method !== "POST" || asked === "server/discover") return void response.writeHead(405).end();
    if (id === undefined) return void response.writeHead(202).end();
    if (asked !== "initialize") {
      const { cursor } = { ...Object(params) };
      return answer(String(asked), { id, session: headers["mcp-session-id"], cursor }, response);
    }
    if (session) response.setHeader("mcp-session-id", session());
    json(response, { jsonrpc: "2.0", id, result: info });
  });
}

function numbered() {
  let count = 0;
  return {
    next() {
      count += 1;
      return `s${count}`;
    },
  };
}

test("what a server says behind its answer is not waited for", async () => {
  await using peer = await bareServer((_method, { id }, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const events = [{ method: "notifications/message", params: { level: "info", data: { error: "x" } } }];
    for (const event of [...events, { id, result: said("here") }]) {
      response.write(`event: message\r\ndata: ${JSON.stringify({ jsonrpc: "2.0", ...event })}\r\n\r\n`);
    }
    response.write(": and the stream stays open\r\n\r\n");
  });
  expect((await call(peer.url, "open")).text).toBe("here");
});

test.each([
  [
    "a stream with a notice alone",
    "text/event-stream",
    'data: {"jsonrpc":"2.0","method":"x","params":{"error":1}}\n\n',
  ],
  ["the answer to another request", "application/json", '{"jsonrpc":"2.0","id":99,"result":{"content":[]}}'],
  [
    "a failure of no request",
    "application/json",
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"Oh."}}',
  ],
])("%s in place of an answer does not hold the step", async (_, type, body) => {
  await using peer = await bareServer((_method, _asked, response) => {
    response.writeHead(200, { "content-type": type }).end(body);
  });
  await expect(call(peer.url, "lost")).rejects.toMatchObject({
    userMessage: expect.stringMatching(/ended the connection before its answer was complete|answered: Oh\./),
  });
});

test("what is asked in a stream that is resumed is answered as a message", async () => {
  const event = (message: object) => `id: 1\ndata: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`;
  let waiting: { id: Json; stream?: ServerResponse } = { id: null };
  await using peer = await httpPeer(({ method: verb, body, headers }, response) => {
    const { id, method } = { ...Object(body) };
    const isStream = verb === "GET" || method === "tools/call";
    if (isStream) response.writeHead(200, { "content-type": "text/event-stream" });
    if (verb === "GET") {
      waiting.stream = response;
      return void response.write(event({ id: "q", method: "ping" }));
    }
    if (method === "tools/call") {
      waiting = { id };
      return void response.end("id: 1\nretry: 10\ndata:\n\n");
    }
    if (id === "q") {
      const isMessage = headers["content-type"] === "application/json" && headers["last-event-id"] === undefined;
      response.writeHead(202).end();
      return void waiting.stream?.end(event({ id: waiting.id, result: said(isMessage ? "answered" : "refused") }));
    }
    if (method === "server/discover") return void response.writeHead(405).end();
    if (id === undefined) return void response.writeHead(202).end();
    json(response, { jsonrpc: "2.0", id, result: info });
  });
  expect((await call(peer.url, "later")).text).toBe("answered");
});

test("an answer whose event is not ended, and whose id is a text, is one", async () => {
  await using peer = await bareServer((_method, { id }, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${JSON.stringify({ jsonrpc: "2.0", id: String(id), result: said("here") })}\n`);
  });
  expect((await call(peer.url, "open")).text).toBe("here");
});

test("a server that does not understand the question for its revision is asked as one of 2025, at once", async () => {
  await using peer = await httpPeer(({ body }, response) => {
    const { id, method } = { ...Object(body) };
    if (method === undefined || id === undefined) return void response.writeHead(202).end();
    const error = { code: -32_600, message: "Not initialized" };
    if (method === "server/discover") return json(response, { jsonrpc: "2.0", id: null, error });
    json(response, { jsonrpc: "2.0", id, result: method === "initialize" ? info : said("here") });
  });
  expect((await call(peer.url, "any")).text).toBe("here");
});

test.each([404, 400])(
  "a session that the server has forgotten (%i) is begun anew, and the call is made once",
  async (status) => {
    const sessions = numbered();
    const made: unknown[] = [];
    await using peer = await bareServer((_method, { id, session }, response) => {
      if (session === "s1") {
        const error = { code: -32_001, message: "Bad Request: Session not found" };
        return void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error }));
      }
      made.push(session);
      json(response, { jsonrpc: "2.0", id, result: said("made") });
    }, sessions.next);
    expect((await call(peer.url, "act")).text).toBe("made");
    expect(made).toEqual(["s2"]);
  },
);

test("a server that knows no session of its own says so after the second one", async () => {
  const sessions = numbered();
  await using peer = await bareServer((_method, _asked, response) => void response.writeHead(404).end(), sessions.next);
  await expect(call(peer.url, "act")).rejects.toMatchObject({
    code: "unavailable",
    userMessage: expect.stringMatching(/does not know the session that it has just begun.*several processes/),
  });
  expect(sessions.next()).toBe("s3");
});

test("a list in pages is read whole, and one that leads round in a circle ends", async () => {
  const pages: Record<string, [string[], string?]> = { "": [["a", "b"], "2"], "2": [["c"], "3"], "3": [["d", "a"]] };
  await using peer = await bareServer((_method, { id, cursor }, response) => {
    const [names = [], nextCursor] = pages[String(cursor ?? "")] ?? [];
    json(response, {
      jsonrpc: "2.0",
      id,
      result: { tools: names.map((name) => ({ name })), nextCursor: nextCursor ?? null },
    });
  });
  const read = async () => (await readOffers({ address: peer.url, fetch: loopbackFetch, signal })).tools;
  expect((await read()).map(({ name }) => name).sort()).toEqual(["a", "b", "c", "d"]);
  pages["3"] = [["d"], "2"];
  expect((await read()).map(({ name }) => name).sort()).toEqual(["a", "b", "c", "d"]);
  const lists = peer.requests.filter(({ body }) => JSON.stringify(body).includes("tools/list"));
  expect(lists).toHaveLength(6);
});

test("sounds, pictures, resources and links of a result are files and texts", async () => {
  await using peer = await bareServer((_method, { id }, response) => {
    const base64 = Buffer.from("x").toString("base64");
    const content = [
      { type: "audio", data: base64, mimeType: "audio/mpeg" },
      { type: "image", data: base64, mimeType: "image/svg+xml" },
      { type: "resource", resource: { uri: "file:///a/b.pdf?x=1", mimeType: "application/pdf", blob: base64 } },
      { type: "resource_link", uri: "file:///c.txt", name: "c.txt", description: "Notes", mimeType: "text/plain" },
      { type: "text", text: "and words", annotations: { audience: ["user"] } },
    ];
    json(response, { jsonrpc: "2.0", id, result: { content, structuredContent: { ok: true }, _meta: { took: 1 } } });
  });
  const { text, data } = await call(peer.url, "all");
  expect(saved).toEqual([
    { name: "audio.mp3", mime: "audio/mpeg" },
    { name: "image.svg", mime: "image/svg+xml" },
    { name: "b.pdf", mime: "application/pdf" },
  ]);
  expect(text).toBe("c.txt: Notes (file:///c.txt)\nand words");
  expect(data).toEqual({ ok: true });
});
