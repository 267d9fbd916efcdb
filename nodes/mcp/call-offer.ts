/** One call: of a tool, or of what is offered as one. */
import { PatchbayError } from "../../lib/errors.ts";
import { type McpTool, offerId } from "../../lib/service/mcp.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { type Ask, type Connection, withServer } from "./connect.ts";
import { markWholes } from "./exact-messages.ts";
import type { ServerAddress } from "./mcp-failure.ts";
import { paramHeaders } from "./param-headers.ts";
import { type McpResult, readResult, type SaveFile } from "./read-result.ts";

export type OfferCall = { tool: McpTool; given: { [name: string]: Json }; saveFile: SaveFile };

/** Throws `node_failed` with the server's words when the tool fails, and what `withServer` does. */
export async function callOffer(at: ServerAddress, { tool, given, saveFile }: OfferCall): Promise<McpResult> {
  const result = await withServer(at, async (connection) => connection.request(await askFor(tool, given, connection)));
  return await readResult(result, { name: tool.title || offerId(tool), saveFile });
}

async function askFor(tool: McpTool, given: { [name: string]: Json }, { takesHeaders }: Connection): Promise<Ask> {
  const { kind, name } = tool;
  switch (kind) {
    case "tool": {
      const headers = takesHeaders ? paramHeaders(tool, given) : {};
      return { method: "tools/call", params: { name, arguments: markWholes(given) }, headers };
    }
    case "resource":
      return { method: "resources/read", params: { uri: name } };
    case "template":
      return { method: "resources/read", params: { uri: await expand(name, textsOf(given)) } };
    case "prompt":
      return { method: "prompts/get", params: { name, arguments: textsOf(given) } };
  }
}

function textsOf(given: { [name: string]: Json }): { [name: string]: string } {
  const entries = Object.entries(given).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? value : stringifyJson(value)]),
  );
}

async function expand(template: string, values: { [name: string]: string }): Promise<string> {
  const { UriTemplate } = await import("@modelcontextprotocol/client");
  try {
    return new UriTemplate(template).expand(values);
  } catch (cause) {
    throw new PatchbayError("bad_input", `The address “${template}” cannot be filled in.`, { cause });
  }
}
