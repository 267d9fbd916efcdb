/**
 * A connection to an MCP server over HTTP, by the official SDK, of either revision: with sessions (2025) or without (2026).
 * Every request of the SDK goes out by the client that is passed in, which guards addresses and bounds what is read.
 */
import type { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { z } from "zod";
import { Json } from "../../lib/values/json.ts";
import { unmarkWholes } from "./exact-messages.ts";
import { type Heard, mcpFailure, type ServerAddress, sessionUnknown } from "./mcp-failure.ts";
import { sendOver } from "./send-over.ts";

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

/** Steps have a time limit of their own; this is the SDK's, which must not be shorter. */
const timeout = 24 * 3_600_000;

type Use<Result> = (connection: Connection) => Promise<Result>;
class SessionLost extends Error {}

/**
 * A server that does not know its session any more was restarted, or another process of it was asked. It has done nothing of
 * what it was asked then, so it is asked once again, in a new session.
 */
export async function withServer<Result>(at: ServerAddress, use: Use<Result>): Promise<Result> {
  try {
    return await withConnection(at, use);
  } catch (thrown) {
    if (!(thrown instanceof SessionLost)) throw thrown;
  }
  try {
    return await withConnection(at, use);
  } catch (thrown) {
    throw thrown instanceof SessionLost ? sessionUnknown(at) : thrown;
  }
}

async function withConnection<Result>(at: ServerAddress, use: Use<Result>): Promise<Result> {
  const sdk = await import("@modelcontextprotocol/client");
  const heard: Heard = {};
  const cutOff = new AbortController();
  const signal = AbortSignal.any([at.signal, cutOff.signal]);
  const transport = new sdk.StreamableHTTPClientTransport(new URL(at.address), {
    fetch: sendOver({ at, heard, cutOff, resumes: 0, asks: 0 }),
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
    if (heard.hasLostSession && !at.signal.aborted) throw new SessionLost();
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
      // A server that may say how far it is keeps the connection of a long call from looking dead.
      const progress = method === "tools/call" ? { onprogress: () => undefined } : {};
      const options = { signal, timeout, ...progress, ...(headers === undefined ? {} : { headers }) };
      const result = await client.request({ method, params }, AnyResult, options);
      return Fields.parse(unmarkWholes(Json.parse(result)));
    },
  };
}

const AnyResult = z.looseObject({});
const Fields = z.record(z.string(), Json);

/** A session is ended, so that the server need not keep it; one that cannot be is left to the server. */
async function end(client: Client, transport: StreamableHTTPClientTransport): Promise<void> {
  client.onerror = () => undefined;
  await transport.terminateSession().catch(() => undefined);
  await client.close().catch(() => undefined);
}
