/** Why a server did not do what it was asked, as a sentence that says what to do. */
import { PatchbayError } from "../../lib/errors.ts";
import type { HttpFetch, HttpResponse } from "../../lib/http.ts";
import { serviceFailure } from "../http/service-failure.ts";

export type ServerAddress = { address: string; fetch: HttpFetch; signal: AbortSignal };
/** What was heard last, for the words of a failure. */
export type Heard = {
  thrown?: unknown;
  response?: HttpResponse;
  /** It answered a request of a session that it began that it does not know it. */
  hasLostSession?: boolean;
};

type Sdk = Pick<typeof import("@modelcontextprotocol/client"), "ProtocolError" | "SdkHttpError">;
type Around = { at: ServerAddress; heard: Heard; sdk: Sdk };

const retryOn = [408, 425, 429, 500, 502, 503, 504];

export function mcpFailure(thrown: unknown, { at, heard, sdk }: Around): unknown {
  const { signal, address } = at;
  if (signal.aborted) return signal.reason;
  if (thrown instanceof PatchbayError) return thrown;
  if (heard.thrown instanceof PatchbayError) return heard.thrown;
  const { host } = new URL(address);
  if (thrown instanceof sdk.ProtocolError) {
    return new PatchbayError("node_failed", `${host} answered: ${clip(thrown.message)}`, { cause: thrown });
  }
  const { response } = heard;
  if (response && (response.status === 404 || response.status === 405)) {
    const advice = "Enter the address of the server's endpoint, which often ends with /mcp.";
    return new PatchbayError("provider_refused", `There is no MCP server at ${clip(address)}. ${advice}`);
  }
  if (response && response.status >= 400) return serviceFailure({ title: host, retryOn }, response);
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new PatchbayError("provider_refused", `${host} does not answer as an MCP server does: ${clip(why)}`, {
    cause: thrown,
  });
}

export function sessionUnknown({ address }: ServerAddress): PatchbayError {
  const { host } = new URL(address);
  const advice = "If it runs as several processes, each session has to reach the process that began it.";
  return new PatchbayError("unavailable", `${host} does not know the session that it has just begun. ${advice}`);
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
