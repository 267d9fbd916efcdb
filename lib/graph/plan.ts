/**
 * A graph made ready for running: nodes and edges by number instead of by name, ports with their kinds, defaults filled
 * in. A plan depends on the frozen graph and the catalogue alone, so a worker keeps it as long as it likes.
 */

import type { Budget } from "../models/budget.ts";
import type { Catalogue, Effect, Manifest } from "../node-types/manifest.ts";
import { portsOf, settingOf } from "../ports/node-ports.ts";
import type { PortKind } from "../ports/port-kinds.ts";
import type { Values } from "../run.ts";
import type { Json } from "../values/json.ts";
import { assertFrozenRunnable } from "./check.ts";
import { effectOf } from "./effect-of.ts";
import type { Graph, Node, OnError } from "./graph.ts";
import { plainTitle, titleOf } from "./node-titles.ts";

export type Plan = {
  nodes: readonly PlanNode[];
  edges: readonly PlanEdge[];
  byId: ReadonlyMap<string, PlanNode>;
};

export type PlanNode = {
  index: number;
  id: string;
  type: string;
  title: string;
  /** Without the number that tells it from others; several may have the same. */
  plainTitle: string;
  /** What its type does, in a sentence. */
  summary: string;
  version: number;
  config: Record<string, Json>;
  effect: Effect;
  /** Of an effect: it may be done again with the same key. */
  keyed: boolean;
  /** Most of the time it takes it waits for something external. */
  waits: boolean;
  /** The pipeline that this node runs inside itself. */
  body: Plan | undefined;
  role: Manifest["role"];
  /** The tools that it stands for, as its settings list them. */
  offers: Json | undefined;
  disabled: boolean;
  /** Tries in all. */
  attempts: number;
  /** Milliseconds before the second try, before jitter; doubles with each try. */
  retryDelayMs: number;
  /** Milliseconds an attempt may take; undefined means the worker's own limit. */
  timeoutMs: number | undefined;
  /** Milliseconds for all attempts and the waits between them. */
  deadlineMs: number | undefined;
  /** What the models that it asks may take in one run, with all that runs inside it. */
  budget: Budget | undefined;
  onError: OnError;
  /** Outputs that are taken instead of running the node. */
  pinned: Values | undefined;
  inputs: readonly PlanInput[];
  outputs: readonly PlanOutput[];
  /** How many edges end here, and the numbers of those that begin here. */
  edgesIn: number;
  edgesOut: readonly number[];
};

type PlanInput = {
  port: string;
  kind: PortKind;
  description: string | undefined;
  isRequired: boolean;
  isMultiple: boolean;
  /** Numbers of the edges that end here, in the graph's order. */
  edges: readonly number[];
};
type PlanOutput = { port: string; kind: PortKind };
type PlanEdge = { from: number; fromPort: string; fromKind: PortKind; to: number; toKind: PortKind };

type Bodies = ReadonlyMap<string, Plan>;

/**
 * Throws `invalid_graph` with every problem when the graph cannot run. `bodies` are the plans of what its nodes with a body
 * run, by node id. The nodes of a `toolbox`, named by the type that it needs, are called one by one.
 */
export function makePlan(graph: Graph, catalogue: Catalogue, bodies: Bodies = noBodies, toolbox?: string): Plan {
  assertFrozenRunnable(graph, catalogue, toolbox);
  const drafts = Object.entries(graph.nodes).map(([id, node], index) => ({
    ...draftNode({ id, index, node, title: titleOf(graph, catalogue, id) }, catalogue),
    body: bodies.get(id),
  }));
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const edges: PlanEdge[] = [];
  for (const { from, to } of graph.edges) {
    const source = byId.get(from.node);
    const target = byId.get(to.node);
    const output = source?.outputs.find((each) => each.port === from.port);
    const input = target?.inputs.find((each) => each.port === to.port);
    if (!source || !target || !output || !input) continue;
    const edge = {
      from: source.index,
      fromPort: from.port,
      fromKind: output.kind,
      to: target.index,
      toKind: input.kind,
    };
    source.edgesOut.push(edges.length);
    input.edges.push(edges.length);
    target.edgesIn += 1;
    edges.push(edge);
  }
  return { nodes: drafts, edges, byId };
}

const noBodies: ReadonlyMap<string, Plan> = new Map();

/** What a node does to external systems, with all that runs inside it. */
export function effectWithin({ effect, body }: PlanNode): Effect {
  const inside = body?.nodes.filter(({ disabled, pinned }) => !disabled && !pinned).map(effectWithin) ?? [];
  const all = [effect, ...inside];
  return all.includes("effect") ? "effect" : all.includes("costly") ? "costly" : "pure";
}

type Acts = Pick<PlanNode, "effect" | "keyed">;
type Alone = { mustSucceed: boolean; acts?: Acts | undefined };
const alone = new WeakMap<PlanNode, Map<string, Plan>>();

/**
 * A node of a body without what is around it. When it fails for good, it answers that, or fails with it. `acts`: what this
 * call of it does, in place of what the node does.
 */
export function aloneOf(node: PlanNode, { mustSucceed, acts = node }: Alone): Plan {
  const { effect, keyed } = acts;
  const how = `${mustSucceed} ${effect} ${keyed}`;
  const plans = alone.get(node) ?? new Map<string, Plan>();
  alone.set(node, plans);
  const known = plans.get(how);
  if (known) return known;
  const inputs = node.inputs.map((input) => ({ ...input, edges: [] }));
  const onError = { action: mustSucceed ? ("fail" as const) : ("port" as const) };
  const only = { ...node, effect, keyed, index: 0, inputs, edgesIn: 0, edgesOut: [], onError };
  const plan: Plan = { nodes: [only], edges: [], byId: new Map([[node.id, only]]) };
  plans.set(how, plan);
  return plan;
}

/** The node at a step's path, `map1/summarise`; undefined when the path leads nowhere. */
export function planNodeAt(plan: Plan, path: string): PlanNode | undefined {
  let node: PlanNode | undefined;
  let inside: Plan | undefined = plan;
  for (const id of path.split("/")) {
    node = inside?.byId.get(id);
    inside = node?.body;
  }
  return node;
}

/** The model calls of a provider that is busy or slow deserve more than one attempt by default. */
const defaultAttempts = { pure: 1, costly: 3, effect: 1 } as const satisfies Record<Effect, number>;

type Placed = { id: string; index: number; node: Node; title: string };

function draftNode({ id, index, node, title }: Placed, catalogue: Catalogue) {
  const manifest = catalogue.get(node.type);
  if (!manifest) throw new Error(`checked graph holds the unknown type ${node.type}`);
  const { inputs, outputs } = portsOf(manifest, node);
  const edgesOut: number[] = [];
  return {
    index,
    id,
    type: node.type,
    title,
    plainTitle: plainTitle(catalogue, node),
    summary: manifest.summary,
    version: node.version,
    config: node.config,
    ...effectOf(manifest, node),
    waits: manifest.waits ?? manifest.effect !== "pure",
    role: manifest.role,
    offers: manifest.offers === undefined ? undefined : settingOf(manifest, node, manifest.offers),
    disabled: node.disabled ?? false,
    ...retryOf(node, manifest),
    ...limitsOf(node, manifest),
    onError: node.onError ?? { action: "fail" as const },
    budget: node.budget,
    pinned: node.pinned,
    inputs: Object.entries(inputs).map(([port, spec]) => {
      const edges: number[] = [];
      const isMultiple = spec.multiple ?? false;
      const description = spec.description ?? spec.title;
      return { port, kind: spec.kind, description, isRequired: !spec.optional, isMultiple, edges };
    }),
    outputs: Object.entries(outputs).map(([port, { kind }]) => ({ port, kind })),
    edgesIn: 0,
    edgesOut,
  };
}

/** A node with a body has one attempt, so both limits are one, and it counts on while the run is parked. */
function limitsOf(node: Node, manifest: Manifest): Pick<PlanNode, "timeoutMs" | "deadlineMs"> {
  const timeoutMs = node.timeout === undefined ? undefined : node.timeout * 1000;
  const deadlineMs = node.deadline === undefined ? undefined : node.deadline * 1000;
  if (manifest.body === undefined) return { timeoutMs, deadlineMs };
  const both = [timeoutMs, deadlineMs].filter((limit) => limit !== undefined);
  return { timeoutMs: undefined, deadlineMs: both.length === 0 ? undefined : Math.min(...both) };
}

function retryOf(node: Node, manifest: Manifest): { attempts: number; retryDelayMs: number } {
  // What failed inside has had its own attempts.
  if (manifest.body !== undefined) return { attempts: 1, retryDelayMs: 0 };
  if (!node.retry) return { attempts: defaultAttempts[effectOf(manifest, node).effect], retryDelayMs: 1000 };
  return { attempts: node.retry.attempts, retryDelayMs: node.retry.delay * 1000 };
}
