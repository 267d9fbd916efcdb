import assert from "node:assert/strict";
import { reasoningPart } from "../../lib/chat/answer-in.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { Usage } from "../../lib/models/usage.ts";
import type { Values } from "../../lib/run.ts";
import { callNode } from "../../nodes/call.ts";
import type { Call, NodeType, Services } from "../../nodes/define.ts";
import { makeGuardedFetch } from "../../platform/guarded-fetch.ts";
import { makeHttpClient } from "../../platform/http-client.ts";

export type Ran = { outputs: Values; tokens: string[]; thoughts: string[]; usage: Usage[] };
type Options = {
  config?: Values;
  inputs?: Values;
  services?: Partial<Services>;
  signal?: AbortSignal;
  key?: string;
  /** What the scheduler does for a node: bodies and waits. */
  call?: Partial<Call>;
};

/**
 * Builds a node with its default settings and those given, and calls it once, as a worker would. Its HTTP client may call
 * peers on loopback.
 */
export async function runNode(type: NodeType, options: Options = {}): Promise<Ran> {
  // They are other steps' values and the plan's settings as well, so no node may change them.
  const [config = {}, inputs = {}] = [frozen(options.config), frozen(options.inputs)];
  const { services = {}, signal = new AbortController().signal, key = "key" } = options;
  const built = await type.build({
    config,
    nodeId: "node",
    services: { ...noServices, fetch: loopbackFetch, ...services },
  });
  const ran: Ran = { outputs: {}, tokens: [], thoughts: [], usage: [] };
  ran.outputs = await callNode(built, inputs, {
    signal,
    idempotencyKey: key,
    runId: undefined,
    at: { path: "node", iteration: "" },
    values: inputs,
    arrivals: {},
    onToken: (text, part) => (part === reasoningPart ? ran.thoughts : ran.tokens).push(text),
    onDiscard: () => ran.tokens.splice(0),
    onUsage: (usage) => ran.usage.push(usage),
    runBody: refuse,
    tools: () => [],
    runTool: refuse,
    isSplit: refuse,
    sleep: refuse,
    approval: refuse,
    children: refuse,
    ...options.call,
  });
  return ran;
}

/**
 * Runs the example of the docs; throws unless its outputs are the ones shown there. Numbers count to two digits. `unlike`:
 * keys whose values differ from run to run, such as times, which the docs leave out.
 */
export async function runExample(
  type: NodeType,
  { unlike = [], ...options }: Omit<Options, "config" | "inputs"> & { unlike?: readonly string[] } = {},
): Promise<Ran> {
  const example = type.docs?.example;
  if (!example) throw new Error(`${type.type} has no example`);
  const ran = await runNode(type, { ...options, config: example.config ?? {}, inputs: example.inputs ?? {} });
  assert.deepEqual(rounded(ran.outputs, unlike), rounded(example.outputs, unlike));
  return ran;
}

function frozen<T>(value: T): T {
  // Views of bytes cannot be frozen.
  if (typeof value !== "object" || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) frozen(Reflect.get(value, key));
  return value;
}

function rounded(outputs: Values, unlike: readonly string[]): unknown {
  return JSON.parse(JSON.stringify(outputs), (key, value) => {
    if (unlike.includes(key)) return undefined;
    return typeof value === "number" ? Math.round(value * 100) / 100 : value;
  });
}

const refuse = (): never => {
  throw new PatchbayError("internal", "This test gave the node no such service.");
};
export const noServices: Services = {
  models: { chat: refuse, embed: refuse },
  collections: { search: refuse, find: refuse, nearest: refuse, add: refuse },
  state: { get: refuse, change: refuse },
  cache: { find: refuse, keep: refuse, drop: refuse },
  topics: { publish: refuse },
  mail: { send: refuse },
  files: { read: refuse, save: refuse },
  fetch: refuse,
  fetchAs: () => refuse,
};
export const loopbackFetch = makeHttpClient(makeGuardedFetch({ privateHosts: ["127.0.0.1"] }));
