/**
 * Servers of the Model Context Protocol by the official SDKs: `sessionMcpPeer` as of 2025-11-25, which keeps a session for
 * each client, and `statelessMcpPeer` as of 2026-07-28. Both have the same tools.
 */
import { randomUUID } from "node:crypto";
import { Server as SessionServer } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import * as v1 from "@modelcontextprotocol/sdk/types.js";
import { type CallToolResult, createMcpHandler, Server, type Tool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { type HttpPeer, httpPeer } from "./http-peer.ts";

export type McpPeer = HttpPeer & {
  /** What its tool “send” sent. */
  sent: string[];
  /** Sessions that have begun and not ended. */
  sessions: Set<string>;
  /** Calls that are waiting and were not cancelled. */
  waiting: Set<string>;
  tools: Tool[];
  /** Of further tools. */
  answers: Map<string, (args: { [name: string]: unknown }, asking?: Asking) => Result | Promise<Result>>;
};

/** What a server of 2025 may ask and tell in the middle of a call. */
export type Asking = {
  request(method: string, params: { [name: string]: unknown }): Promise<{ [name: string]: unknown }>;
  progress(progress: number): Promise<void>;
  progressToken: string | number | undefined;
};

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const emptyObject = { type: "object" as const, properties: {} };
const withText = (name: string) => ({
  type: "object" as const,
  properties: { [name]: { type: "string" } },
  required: [name],
});

const firstTools: Tool[] = [
  { name: "stock", description: "How many.", inputSchema: withText("sku"), annotations: { readOnlyHint: true } },
  { name: "send", title: "Send a message", description: "Sends it.", inputSchema: withText("to") },
  { name: "file_away", inputSchema: withText("what"), annotations: { idempotentHint: true } },
  { name: "picture", inputSchema: emptyObject },
  { name: "refuse", inputSchema: emptyObject },
  { name: "wait", inputSchema: emptyObject },
];

type Shop = Pick<McpPeer, "sent" | "waiting" | "answers">;
type Result = CallToolResult & { structuredContent?: { [key: string]: unknown } };
const said = (text: string): Result => ({ content: [{ type: "text", text }] });

async function run(
  name: string,
  args: unknown,
  { shop, signal, asking }: { shop: Shop; signal: AbortSignal; asking?: Asking },
): Promise<Result> {
  const given = z.record(z.string(), z.unknown()).parse(args ?? {});
  const { sku, to, what } = given;
  const own = shop.answers.get(name);
  if (own) return await own(given, asking);
  switch (name) {
    case "stock":
      return { ...said(`7 of ${sku}`), structuredContent: { sku, count: 7 } };
    case "send":
      shop.sent.push(String(to));
      return said(`Sent to ${to}`);
    case "file_away":
      return said(`Filed ${what}`);
    case "picture":
      return {
        content: [
          { type: "image", data: pixel, mimeType: "image/png" },
          { type: "resource", resource: { uri: "shop://note", mimeType: "text/plain", text: "A note" } },
          { type: "resource_link", uri: "shop://more", name: "More" },
        ],
      };
    case "wait": {
      const id = randomUUID();
      shop.waiting.add(id);
      return await new Promise((_, reject) =>
        signal.addEventListener("abort", () => {
          shop.waiting.delete(id);
          reject(new Error("cancelled"));
        }),
      );
    }
    default:
      return { ...said("No paper left."), isError: true };
  }
}

const hours = { uri: "shop://hours", name: "hours", description: "When it is open." };
const reading = (uri: string) => ({ contents: [{ uri, text: "9 to 17" }] });
const capabilities = { tools: {}, resources: {} };

function makeShop(): Omit<McpPeer, keyof HttpPeer> {
  return { sent: [], sessions: new Set(), waiting: new Set(), tools: [...firstTools], answers: new Map() };
}

export async function sessionMcpPeer(): Promise<McpPeer> {
  const shop = makeShop();
  const transports = new Map<string, StreamableHTTPServerTransport>();
  async function begin() {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized(id) {
        shop.sessions.add(id);
        transports.set(id, transport);
      },
      onsessionclosed: (id) => void shop.sessions.delete(id),
    });
    const server = new SessionServer({ name: "shop", title: "Shop", version: "1.4" }, { capabilities });
    server.setRequestHandler(v1.ListToolsRequestSchema, () => ({ tools: shop.tools }));
    server.setRequestHandler(
      v1.CallToolRequestSchema,
      ({ params }, { signal, sendRequest, sendNotification, _meta }) => {
        const progressToken = _meta?.progressToken;
        const asking: Asking = {
          progressToken,
          request: (method, given) =>
            sendRequest(v1.ServerRequestSchema.parse({ method, params: given }), z.looseObject({})),
          async progress(progress) {
            if (progressToken === undefined) return;
            await sendNotification({ method: "notifications/progress", params: { progressToken, progress } });
          },
        };
        return run(params.name, params.arguments, { shop, signal, asking });
      },
    );
    server.setRequestHandler(v1.ListResourcesRequestSchema, () => ({ resources: [hours] }));
    server.setRequestHandler(v1.ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [] }));
    server.setRequestHandler(v1.ReadResourceRequestSchema, ({ params }) => reading(params.uri));
    await server.connect(transport);
    return transport;
  }
  const peer = await httpPeer(async ({ headers, body }, response) => {
    const id = headers["mcp-session-id"];
    const known = typeof id === "string" ? transports.get(id) : undefined;
    if (typeof id === "string" && !shop.sessions.has(id)) return void response.writeHead(404).end();
    const transport = known ?? (await begin());
    await transport.handleRequest(response.req, response, body ?? undefined);
  });
  return { ...peer, ...shop };
}

export async function statelessMcpPeer(): Promise<McpPeer> {
  const shop = makeShop();
  const handler = createMcpHandler(() => {
    const server = new Server({ name: "shop", title: "Shop", version: "2.0" }, { capabilities });
    server.setRequestHandler("tools/list", () => ({ tools: shop.tools }));
    server.setRequestHandler("tools/call", ({ params }, { mcpReq }) =>
      run(params.name, params.arguments, { shop, signal: mcpReq.signal }),
    );
    server.setRequestHandler("resources/list", () => ({ resources: [hours] }));
    server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
    server.setRequestHandler("resources/read", ({ params }) => reading(params.uri));
    return server;
  });
  const peer = await httpPeer(async ({ method, path, headers, body }, response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const init = {
      method,
      headers: new Headers(Object.entries(headers).map(([k, v]): [string, string] => [k, String(v)])),
    };
    const text = body === null ? {} : { body: JSON.stringify(body) };
    const answer = await handler.fetch(new Request(`http://peer${path}`, { ...init, ...text, signal: gone.signal }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const piece of answer.body ?? []) response.write(piece);
    response.end();
  });
  return { ...peer, ...shop };
}
