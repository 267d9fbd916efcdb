/**
 * Parameters that a server wants in headers as well, where routers read them (MCP 2026-07-28, `x-mcp-header`). Only those
 * that are reached by `properties` alone and are no lists or objects.
 */
import type { McpTool } from "../../lib/service/mcp.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";

export function paramHeaders({ parameters }: Pick<McpTool, "parameters">, given: Json): Record<string, string> {
  const headers: Record<string, string> = {};
  collect(parameters, given, headers);
  return headers;
}

function collect(schema: Json | undefined, value: Json | undefined, into: Record<string, string>): void {
  const fields = objectOf(objectOf(schema)?.properties);
  const values = objectOf(value);
  for (const [name, inner] of Object.entries(fields ?? {})) {
    const given = values && Object.hasOwn(values, name) ? values[name] : undefined;
    const header = objectOf(inner)?.["x-mcp-header"];
    const isPlain = ["string", "number", "boolean", "bigint"].includes(typeof given);
    if (typeof header === "string" && /^[\w!#$%&'*+.^`|~-]+$/.test(header) && isPlain) {
      into[`Mcp-Param-${header}`] = encode(String(given));
    }
    collect(inner, given, into);
  }
}

/** What a header cannot carry as it is goes as base64 between marks. */
function encode(text: string): string {
  const isPlain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith("=?base64?");
  return isPlain ? text : `=?base64?${Buffer.from(text).toString("base64")}?=`;
}

function objectOf(value: Json | undefined): { [key: string]: Json } | undefined {
  return isObject(value) ? value : undefined;
}
