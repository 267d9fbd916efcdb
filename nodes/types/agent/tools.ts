/** The nodes in an agent's body as tools: what the model is told of them, and what it calls them with. */
import { errorPort } from "../../../lib/graph/graph-read.ts";
import type { PortKind } from "../../../lib/ports/port-kinds.ts";
import type { Values } from "../../../lib/run.ts";
import { actsOf, isCallable, McpTool, offerId } from "../../../lib/service/mcp.ts";
import { toolNameOf, toolSchemas } from "../../../lib/service/tool-spec.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { fieldValue } from "../../../lib/values/field-value.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { Tool } from "../../define.ts";
import type { ToolSpec } from "./conversation.ts";
import { asToolSchema } from "./tool-schema.ts";

/**
 * A tool with the name that the model calls it by. `offer`: which of those that its node stands for. `hidden`: inputs that
 * the model does not fill.
 */
export type NamedTool = Tool & { name: string; offer?: McpTool; hidden?: readonly string[] };

/** Names that every provider takes: from the titles, and from what servers call their tools; each once. */
export function nameTools(tools: readonly Tool[]): NamedTool[] {
  const taken = new Set<string>();
  const free = (wished: string, other = wished) => {
    const base = wished !== "" && !taken.has(wished) ? wished : other || "tool";
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
    taken.add(name);
    return name;
  };
  return tools.flatMap((tool): NamedTool[] => {
    const title = toolNameOf(tool.title);
    if (tool.offers === undefined) return [{ ...tool, name: free(title) }];
    return offersOf(tool).map((offer) => {
      const own = beginning(
        offer.kind === "tool" ? offer.name.replace(/[^\w-]+/g, "_").slice(0, 60) : toolNameOf(offer.title),
      );
      return {
        ...tool,
        name: free(own, beginning(`${title.slice(0, 20)}_${own}`.slice(0, 60))),
        offer,
        ...actsOf(offer),
      };
    });
  });
}

/** Gemini takes no name that begins with a digit or a dash. */
function beginning(name: string): string {
  return /^[^A-Za-z_]/.test(name) ? `_${name}`.slice(0, 60) : name;
}

/** Those of a node's list that can be called. One that cannot be read hides no other. */
function offersOf({ offers }: Tool): McpTool[] {
  const list = Array.isArray(offers) ? offers : [];
  return list.flatMap((offer) => McpTool.safeParse(offer).data ?? []).filter(isCallable);
}

export function specOf(tool: NamedTool, about: string | undefined): ToolSpec {
  const { name, offer, hidden } = tool;
  if (offer) {
    const said = [offer.title, offer.description].filter((text) => text !== "").join(": ");
    const description = [about?.trim(), said || `${tool.title}: ${offer.name}`].filter((text) => text).join("\n");
    return { name, description, parameters: asToolSchema(offer.parameters) };
  }
  const inputs = tool.inputs.filter(({ port }) => !hidden?.includes(port));
  const properties = Object.fromEntries(
    inputs.map(({ port, kind, description, isMultiple }): [string, Json] => {
      const one = toolSchemas[kind];
      const schema = isMultiple ? { type: "array", items: one } : one;
      return [port, description === undefined ? schema : { ...schema, description }];
    }),
  );
  const required = inputs.flatMap(({ port, isRequired }) => (isRequired ? [port] : []));
  const description = about?.trim() ? about.trim() : `${tool.title}: ${tool.summary}`;
  return { name: tool.name, description, parameters: { type: "object", properties, required } };
}

/** The values at the inputs of a tool, or a sentence for the model that says what does not fit. */
export function inputsOf(
  tool: NamedTool,
  given: Readonly<Record<string, Json>>,
): { values: Values } | { problem: string } {
  if (tool.offer) return { values: { tool: offerId(tool.offer), arguments: { ...given } } };
  const values: Values = {};
  for (const { port, kind, isRequired, isMultiple } of tool.inputs) {
    const value = Object.hasOwn(given, port) ? given[port] : undefined;
    if (isMultiple) {
      const list = manyOf(port, kind, value ?? []);
      if ("problem" in list) return list;
      if (list.values.length === 0 && isRequired)
        return { problem: `The input “${port}” is missing. Give it a list of at least one value.` };
      if (value !== undefined) values[port] = list.values;
      continue;
    }
    const result = fieldValue({ name: port, kind, ...(isRequired ? {} : { optional: true }) }, value);
    if (!result.ok) return { problem: result.issue };
    if (result.value !== undefined && !(value === undefined && !isRequired)) values[port] = result.value;
  }
  return { values };
}

/** The values of an input that takes many, each of its kind. */
function manyOf(port: string, kind: PortKind, given: Json): { values: Json[] } | { problem: string } {
  const values: Json[] = [];
  for (const item of Array.isArray(given) ? given : [given]) {
    const result = fieldValue({ name: port, kind }, item);
    if (!result.ok) return { problem: result.issue };
    values.push(result.value ?? null);
  }
  return { values };
}

/** So much of a result goes to the model; the run has the whole. */
const maxResult = 30_000;

/** A tool's outputs as the model reads them. */
export function resultText(outputs: Values): string {
  const failed = outputs[errorPort];
  if (typeof failed === "object" && failed !== null && "message" in failed) return `Error: ${String(failed.message)}`;
  const { text, data, files, ...rest } = outputs;
  if (typeof text === "string" && text !== "" && data !== undefined && Object.keys(rest).length === 0) {
    // The same twice, as text and as a value, costs tokens.
    return resultText(files === undefined ? { text } : { text, files });
  }
  const [only, ...more] = Object.values(outputs);
  const whole =
    more.length === 0 && typeof only === "string" ? only : stringifyJson(more.length === 0 ? (only ?? null) : outputs);
  if (whole.length <= maxResult) return whole;
  // Half a sign is refused by some providers.
  return `${whole.slice(0, maxResult).toWellFormed()}\n(The first ${maxResult} of ${whole.length} characters. Ask for less.)`;
}
