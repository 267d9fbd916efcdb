/**
 * A connection to an MCP server over HTTP, by the official SDK, of either revision: with sessions (2025) or without (2026).
 * Every request of the SDK goes out by the client that is passed in, which guards addresses and bounds what is read.
 */
import type { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import type { HttpResponse } from "../../lib/http.ts";
import { Json } from "../../lib/values/json.ts";
import { markText, unmarkText, unmarkWholes } from "./exact-messages.ts";
import { type Heard, mcpFailure, type ServerAddress } from "./mcp-failure.ts";

export type Fields = { readonly [key: string]: Json };
export type Ask = { method: string; params?: { [key: string]: Json }; headers?: Record<string, string> };
export type Connection = {
  title: string;
  version: string;
  /** What the server says it has, such as tools. */
  has(what: "tools" | "resources" | "prompts"): boolean;
  /** Whether it wants parameters in headers, too (revision 2026-07-28). */
  takesHeaders: boolean;
  request(ask: Ask): Promise<Fields>;
};

/** One connection's: `cutOff` ends what waits for an answer that does not come any more, of which the SDK says nothing. */
type Line = { at: ServerAddress; heard: Heard; cutOff: AbortController; resumes: number };

/** Steps have a time limit of their own; this is the SDK's, which must not be shorter. */
const timeout = 24 * 3_600_000;
/** For what is only said: that a call is cancelled, that a session has ended. */
const farewellMs = 2000;

export async function withServer<Result>(
  at: ServerAddress,
  use: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const sdk = await import("@modelcontextprotocol/client");
  const heard: Heard = {};
  const cutOff = new AbortController();
  const signal = AbortSignal.any([at.signal, cutOff.signal]);
  const transport = new sdk.StreamableHTTPClientTransport(new URL(at.address), {
    fetch: sendOver({ at, heard, cutOff, resumes: 0 }),
    reconnectionOptions: {
      initialReconnectionDelay: 500,
      maxReconnectionDelay: 5000,
      reconnectionDelayGrowFactor: 2,
      maxRetries: 3,
    },
  });
  const client = new sdk.Client(
    { name: "patchbay", version: "1" },
    {
      capabilities: {},
      versionNegotiation: { mode: "auto", probe: { timeoutMs: 30_000 } },
      inputRequired: { autoFulfill: false },
    },
  );
  try {
    await client.connect(transport, { signal, timeout: 60_000 });
    return await use(connectionOf(client, signal));
  } catch (thrown) {
    throw mcpFailure(thrown, { at, heard, sdk });
  } finally {
    await end(client, transport);
  }
}

function connectionOf(client: Client, signal: AbortSignal): Connection {
  const { name, title, version } = client.getServerVersion() ?? { name: "", version: "" };
  return {
    title: String(title ?? name).slice(0, 200),
    version: String(version).slice(0, 100),
    has: (what) => client.getServerCapabilities()?.[what] !== undefined,
    takesHeaders: client.getProtocolEra() === "modern",
    async request({ method, params = {}, headers }) {
      const options = { signal, timeout, ...(headers === undefined ? {} : { headers }) };
      const result = await client.request({ method, params }, AnyResult, options);
      return Fields.parse(unmarkWholes(Json.parse(result)));
    },
  };
}

const AnyResult = z.looseObject({});
const Fields = z.record(z.string(), Json);

/** The client that is passed in, as the SDK calls it. */
function sendOver(line: Line): typeof fetch {
  const { at, heard } = line;
  return async (url, init = {}) => {
    const method = init.method ?? "GET";
    const headers = Object.fromEntries(new Headers(init.headers));
    // A stream of what the server may say by itself: calls get their answers without it.
    if (method === "GET" && headers["last-event-id"] === undefined) return new Response(null, { status: 405 });
    const body = typeof init.body === "string" ? unmarkText(init.body) : undefined;
    const isFarewell = method === "DELETE" || (body !== undefined && !/"id":/.test(body));
    const ends = [at.signal, ...(init.signal ? [init.signal] : [])];
    const signal = isFarewell ? AbortSignal.timeout(farewellMs) : AbortSignal.any(ends);
    try {
      const address = url instanceof Request ? url.url : String(url);
      const response = await at.fetch(address, { method, headers, signal, ...(body === undefined ? {} : { body }) });
      if (!isFarewell) {
        heard.response = response;
        watchStream(response, method, line);
      }
      return asResponse(response);
    } catch (thrown) {
      if (!isFarewell) heard.thrown = thrown;
      throw thrown;
    }
  };
}

const mostResumes = 100;

/** A stream may end early and be resumed, where its events have ids; else its end without an answer is the end of the call. */
function watchStream(response: HttpResponse, method: string, line: Line): void {
  const isResumed = method === "GET";
  if (isResumed) line.resumes += 1;
  const isStream = /event-stream/i.test(response.headers.get("content-type") ?? "");
  if (!isStream && !(isResumed && response.status >= 400)) return;
  if (/"(result|error)"\s*:/.test(response.body)) return;
  if (isStream && /^id:/m.test(response.body) && line.resumes < mostResumes) return;
  const { host } = new URL(line.at.address);
  const words = `${host} ended the connection before its answer was complete. Try again, or ask for less.`;
  line.heard.thrown = new PatchbayError("unavailable", words);
  line.cutOff.abort(line.heard.thrown);
}

const bodiless = new Set([101, 103, 204, 205, 304]);

function asResponse({ status, headers, body }: HttpResponse): Response {
  const type = headers.get("content-type") ?? "";
  const known = new Headers(headers);
  for (const name of ["content-encoding", "content-length"]) known.delete(name);
  if (bodiless.has(status)) return new Response(null, { status, headers: known });
  return new Response(markText(body, /event-stream/i.test(type)), { status, headers: known });
}

/** A session is ended, so that the server need not keep it; one that cannot be is left to the server. */
async function end(client: Client, transport: StreamableHTTPClientTransport): Promise<void> {
  client.onerror = () => undefined;
  await transport.terminateSession().catch(() => undefined);
  await client.close().catch(() => undefined);
}
