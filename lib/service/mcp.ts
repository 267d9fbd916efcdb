/**
 * What an MCP server offers an agent, frozen into a node's settings: its tools, resources and prompts as they were when the
 * server was asked. A run asks for no list, so a server that changes its tools changes no pipeline.
 */
import * as z from "zod";
import type { Effect } from "../node-types/manifest.ts";
import { PlainJson } from "../values/json.ts";

/** A tool of the server; or a resource, a template of resources or a prompt, each offered as a tool that reads it. */
const kinds = ["tool", "resource", "template", "prompt"] as const;

export const McpOffer = z.object({
  kind: z.enum(kinds).default("tool"),
  /** Of a tool or prompt its name; of a resource its address. */
  name: z.string(),
  title: z.string().default(""),
  description: z.string().default(""),
  /** A JSON Schema of an object: what is passed. */
  parameters: z.record(z.string(), PlainJson).default({}),
  /** Of a tool that publishes it: the JSON Schema of its result. */
  outputs: z.record(z.string(), PlainJson).exactOptional(),
  /** As the server's hints say: a tool that only reads is costly; what may be repeated without another effect is keyed. */
  effect: z.enum(["costly", "effect"]).default("effect"),
  keyed: z.boolean().default(false),
  /** Why it cannot be offered. */
  problem: z.string().exactOptional(),
});
export type McpOffer = z.infer<typeof McpOffer>;

const effectChoices = ["as-server", "reads", "repeatable", "changes"] as const;
export type EffectChoice = (typeof effectChoices)[number];

export const McpTool = McpOffer.extend({
  isOffered: z.boolean().default(false),
  /** What a person says of it, against the server's hints. */
  acts: z.enum(effectChoices).default("as-server"),
  /** Whether a person is asked before a call; else as the agent says. */
  ask: z.enum(["as-agent", "always", "never"]).default("as-agent"),
  /** The server no longer has it. */
  gone: z.boolean().exactOptional(),
});
export type McpTool = z.infer<typeof McpTool>;

export const McpServer = z.object({
  address: z.string(),
  title: z.string().default(""),
  version: z.string().default(""),
  credential: z.string().max(64).exactOptional(),
  tools: z.array(McpTool).max(500).default([]),
  /** Of all that is offered together. */
  effect: z.enum(["costly", "effect"]).default("effect"),
  keyed: z.boolean().default(false),
});
export type McpServer = z.infer<typeof McpServer>;

/** What was found at an address. `notes`: what could not be read. */
export const McpDocument = z.object({
  address: z.string(),
  title: z.string(),
  version: z.string(),
  tools: z.array(McpOffer),
  notes: z.array(z.string()),
});
export type McpDocument = z.infer<typeof McpDocument>;

export type ToolActs = { effect: Extract<Effect, "costly" | "effect">; keyed: boolean };

/** What a call of it does to the server: as a person says, else as its hints do. */
export function actsOf({ acts, effect, keyed }: McpTool): ToolActs {
  if (acts === "reads") return { effect: "costly", keyed: false };
  if (acts === "repeatable") return { effect: "effect", keyed: true };
  return acts === "changes" ? { effect: "effect", keyed: false } : { effect, keyed };
}

export function isCallable({ isOffered, gone, problem }: McpTool): boolean {
  return isOffered && !gone && problem === undefined;
}

/** The server with these tools; its own effect is the worst of those that are offered. */
export function withTools(server: McpServer, tools: readonly McpTool[]): McpServer {
  const acts = tools.filter(isCallable).map(actsOf);
  const changing = acts.filter(({ effect }) => effect === "effect");
  const isReading = acts.length > 0 && changing.length === 0;
  return {
    ...server,
    tools: [...tools],
    effect: isReading ? "costly" : "effect",
    keyed: changing.length > 0 && changing.every(({ keyed }) => keyed),
  };
}

/** More tools than this at once make a model worse at choosing; a person picks. */
const mostAtFirst = 20;

/**
 * The server as it is now, with the choices that were made before. A tool that went away stays while it was offered, marked
 * as gone; one that has come is not offered until a person says so, but for the first reading.
 */
export function readAgain(former: McpServer | undefined, { notes: _notes, ...found }: McpDocument): McpServer {
  // What was chosen for the tools of one server says nothing of those of another one, be they named alike.
  const before = former?.address === found.address ? former : undefined;
  const known = new Map(before?.tools.map((tool) => [offerId(tool), tool]));
  const isFirst = before === undefined || before.tools.length === 0;
  const isFew = found.tools.filter(({ kind }) => kind === "tool").length <= mostAtFirst;
  // Agents read results as they come.
  const tools = found.tools.map(({ outputs: _outputs, ...offer }): McpTool => {
    const { isOffered, acts, ask } = known.get(offerId(offer)) ?? McpTool.parse({ name: "" });
    const isOfferedNow = isFirst ? isFew && offer.kind === "tool" && offer.problem === undefined : isOffered;
    return { ...offer, isOffered: isOfferedNow, acts, ask };
  });
  const now = new Set(tools.map(offerId));
  const gone = (before?.tools ?? [])
    .filter((tool) => tool.isOffered && !now.has(offerId(tool)))
    .map((tool): McpTool => ({ ...tool, gone: true }));
  const { credential } = former ?? {};
  const base = McpServer.parse({ ...found, tools: [], ...(credential === undefined ? {} : { credential }) });
  return withTools(base, [...tools, ...gone]);
}

/** By which a call names it: a tool's own name; what is no tool has its kind before it. */
export function offerId({ kind, name }: Pick<McpOffer, "kind" | "name">): string {
  return kind === "tool" ? name : `${kind}:${name}`;
}

/** What has come, gone and changed, for a person who has read the tools again. */
export function toolChanges(before: McpServer, after: McpServer): string {
  const then = new Map(before.tools.filter(({ gone }) => !gone).map((tool) => [offerId(tool), tool]));
  const now = new Map(after.tools.filter(({ gone }) => !gone).map((tool) => [offerId(tool), tool]));
  const parts = [
    ["new", [...now].filter(([key]) => !then.has(key))],
    ["gone", [...then].filter(([key]) => !now.has(key))],
    ["changed", [...now].filter(([key, tool]) => isOther(then.get(key), tool))],
  ] as const;
  const said = parts.flatMap(([word, list]) =>
    list.length === 0 ? [] : [`${word}: ${list.map(([, tool]) => tool.title || tool.name).join(", ")}`],
  );
  return said.length === 0 ? "Read again. Nothing has changed." : `Read again. ${said.join("; ")}.`;
}

function isOther(before: McpTool | undefined, after: McpTool): boolean {
  if (!before) return false;
  const told = ({ description, parameters, effect, keyed }: McpTool) =>
    JSON.stringify([description, parameters, effect, keyed]);
  return told(before) !== told(after);
}
