/**
 * A graph made ready for running: nodes and edges by number instead of by name, ports with their kinds, defaults filled
 * in. A plan depends on the frozen graph and the catalogue alone, so a worker keeps it as long as it likes.
 */
import { assertRunnable } from "./check.ts";
import type { Graph, Node, OnError } from "./graph.ts";
import type { Json } from "./json.ts";
import { type Catalogue, type Effect, type Manifest, portsOf } from "./manifest.ts";
import type { PortKind } from "./ports.ts";

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
  version: number;
  config: Record<string, Json>;
  effect: Effect;
  role: "run-input" | "run-output" | undefined;
  disabled: boolean;
  /** Tries in all. */
  attempts: number;
  /** Milliseconds before the second try, before jitter; doubles with each try. */
  retryDelayMs: number;
  /** Milliseconds an attempt may take; undefined means the worker's own limit. */
  timeoutMs: number | undefined;
  onError: OnError;
  inputs: readonly PlanInput[];
  outputs: readonly PlanOutput[];
  /** How many edges end here, and the numbers of those that begin here. */
  edgesIn: number;
  edgesOut: readonly number[];
};

export type PlanInput = {
  port: string;
  kind: PortKind;
  isRequired: boolean;
  isMultiple: boolean;
  /** Numbers of the edges that end here, in the graph's order. */
  edges: readonly number[];
};
export type PlanOutput = { port: string; kind: PortKind };
export type PlanEdge = { from: number; fromPort: string; fromKind: PortKind; to: number; toKind: PortKind };

/** Throws `invalid_graph` with every problem when the graph cannot run. */
export function makePlan(graph: Graph, catalogue: Catalogue): Plan {
  assertRunnable(graph, catalogue);
  const drafts = Object.entries(graph.nodes).map(([id, node], index) => draftNode({ id, index, node }, catalogue));
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

/** The model calls of a provider that is busy or slow deserve more than one try even when nobody asked. */
const defaultAttempts = { pure: 1, costly: 3, effect: 1 } as const satisfies Record<Effect, number>;

function draftNode({ id, index, node }: { id: string; index: number; node: Node }, catalogue: Catalogue) {
  const manifest = catalogue.get(node.type);
  if (!manifest) throw new Error(`checked graph holds the unknown type ${node.type}`);
  const { inputs, outputs } = portsOf(manifest, node);
  const edgesOut: number[] = [];
  return {
    index,
    id,
    type: node.type,
    title: node.title ?? manifest.title,
    version: node.version,
    config: node.config,
    effect: manifest.effect,
    role: manifest.role,
    disabled: node.disabled ?? false,
    ...retryOf(node, manifest),
    timeoutMs: node.timeout === undefined ? undefined : node.timeout * 1000,
    onError: node.onError ?? { action: "fail" as const },
    inputs: Object.entries(inputs).map(([port, spec]) => {
      const edges: number[] = [];
      return { port, kind: spec.kind, isRequired: !spec.optional, isMultiple: spec.multiple ?? false, edges };
    }),
    outputs: Object.entries(outputs).map(([port, { kind }]) => ({ port, kind })),
    edgesIn: 0,
    edgesOut,
  };
}

function retryOf(node: Node, manifest: Manifest): { attempts: number; retryDelayMs: number } {
  if (!node.retry) return { attempts: defaultAttempts[manifest.effect], retryDelayMs: 1000 };
  return { attempts: node.retry.attempts, retryDelayMs: node.retry.delay * 1000 };
}
