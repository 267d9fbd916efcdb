/**
 * Which results of a run that has ended can a new run take over? A step's result stands when nothing it was made from is
 * another: its own definition, the edges into it, and whatever came along them. Pure, so the preview that a person sees
 * and the run that follows cannot differ.
 */
import { type Edge, type Graph, type Node, nodeAt } from "../graph/graph.ts";
import type { Catalogue } from "../node-types/manifest.ts";
import { portsOf } from "../ports/node-ports.ts";
import type { StepStatus, Values } from "../run.ts";
import { stringifyJson } from "../values/exact-json.ts";
import { isEntry } from "./entry.ts";

/** A step of the past run, outside maps and loops. `isLost`: a large value of it is not stored any more. */
export type PastStep = { status: StepStatus; hasOutput: boolean; isLost?: boolean };
export type PastRun = { graph: Graph; input: Values; steps: ReadonlyMap<string, PastStep> };
/** `from`: this node runs anew, and with it everything that hangs on it. */
export type NextRun = { graph: Graph; input: Values; from?: string | undefined };

/** Why a node runs anew. */
export const reuseReasons = ["chosen", "new", "changed", "rewired", "input", "before", "unfinished", "lost"] as const;
export type ReuseReason = (typeof reuseReasons)[number];

export type Reuse = {
  /** Nodes whose result is taken over. */
  done: string[];
  /** Maps, loops and sub-pipelines which began and did not end, and begin as they did: what ended inside them stands. */
  begun: string[];
  /** Nodes that were passed over and will be again. */
  skipped: string[];
  anew: { nodeId: string; reason: ReuseReason }[];
};

export function planReuse(past: PastRun, next: NextRun, catalogue: Catalogue): Reuse {
  const judge = makeJudge(past, next, catalogue);
  const reuse: Reuse = { done: [], begun: [], skipped: [], anew: [] };
  for (const nodeId of Object.keys(next.graph.nodes)) {
    const verdict = judge(nodeId);
    if (verdict === "done" || verdict === "skipped") reuse[verdict].push(nodeId);
    else reuse.anew.push({ nodeId, reason: verdict });
    // Steps inside it are of use only if it sets out on the same way again.
    if (verdict === "unfinished" && past.steps.has(nodeId)) reuse.begun.push(nodeId);
  }
  return reuse;
}

type Verdict = "done" | "skipped" | ReuseReason;

function makeJudge(past: PastRun, next: NextRun, catalogue: Catalogue): (nodeId: string) => Verdict {
  const verdicts = new Map<string, Verdict>();
  const [edgesThen, edgesNow] = [edgesByTarget(past.graph), edgesByTarget(next.graph)];

  function judge(nodeId: string): Verdict {
    const known = verdicts.get(nodeId);
    if (known) return known;
    // A cycle cannot run, so what closes one has no result to take over.
    verdicts.set(nodeId, "rewired");
    const verdict = decide(nodeId);
    verdicts.set(nodeId, verdict);
    return verdict;
  }

  function decide(nodeId: string): Verdict {
    const node = nodeAt(next.graph, nodeId);
    const then = nodeAt(past.graph, nodeId);
    if (!node || !then) return "new";
    if (nodeId === next.from) return "chosen";
    if (definitionOf(node) !== definitionOf(then)) return "changed";
    const edges = edgesNow.get(nodeId) ?? [];
    if (!sameEdges(edges, edgesThen.get(nodeId) ?? [])) return "rewired";
    const standing = edges.map(standingOf);
    if (standing.includes("input") || (isRunInput(node) && !sameFields(node))) return "input";
    if (standing.includes("before")) return "before";
    return verdictOfStep(past.steps.get(nodeId), sameErrorHandling(node, then));
  }

  /** Whether an edge carries what it carried. An Input node's ports stand each for itself: one new value changes one port. */
  function standingOf({ from }: Edge): "same" | "input" | "before" {
    const verdict = judge(from.node);
    if (verdict === "done" || verdict === "skipped") return "same";
    const [node, then] = [nodeAt(next.graph, from.node), nodeAt(past.graph, from.node)];
    if (verdict === "chosen" || !node || !then || !isRunInput(node) || !isRunInput(then)) return "before";
    if (node.disabled || then.disabled || !hadPort(from.node, from.port)) return "before";
    const sameKind = kindOf(node, from.port) === kindOf(then, from.port);
    return sameKind && sameInput(from.port) ? "same" : "input";
  }

  const isRunInput = (node: Node) => isEntry(catalogue.get(node.type)?.role);
  const hadPort = (nodeId: string, port: string) =>
    past.steps.get(nodeId)?.status === "succeeded" && kindOf(nodeAt(past.graph, nodeId), port) !== undefined;
  const sameInput = (name: string) => textOf(past.input, name) === textOf(next.input, name);
  const sameFields = (node: Node) => Object.keys(outputsOf(node)).every(sameInput);
  const kindOf = (node: Node | undefined, port: string) => {
    const outputs = node ? outputsOf(node) : {};
    return Object.hasOwn(outputs, port) ? outputs[port]?.kind : undefined;
  };

  function outputsOf(node: Node) {
    const manifest = catalogue.get(node.type);
    return manifest ? portsOf(manifest, node).outputs : {};
  }

  return judge;
}

function verdictOfStep(step: PastStep | undefined, isHandledTheSame: boolean): Verdict {
  if (!step) return "unfinished";
  if (step.status === "skipped") return "skipped";
  // A failure for which its node had an answer is an end like any other.
  const isComplete = step.status === "succeeded" || (step.status === "failed" && step.hasOutput);
  if (!isComplete) return "unfinished";
  if (step.status === "failed" && !isHandledTheSame) return "changed";
  return step.isLost ? "lost" : "done";
}

/** What a result depends on. The order of keys counts: a model fills in a schema's fields in their order. */
function definitionOf({ type, version, config, disabled, pinned }: Node): string {
  return JSON.stringify([type, version, config, disabled ?? false, pinned ?? null]);
}

function sameErrorHandling(a: Node, b: Node): boolean {
  return JSON.stringify(a.onError ?? null) === JSON.stringify(b.onError ?? null);
}

function edgesByTarget(graph: Graph): Map<string, Edge[]> {
  return Map.groupBy(graph.edges, (edge) => edge.to.node);
}

/** The order of edges into one port counts: a port for many takes their values in it. Across ports it does not. */
function sameEdges(a: readonly Edge[], b: readonly Edge[]): boolean {
  if (a.length !== b.length) return false;
  const text = (edges: readonly Edge[]) =>
    edges
      .map(({ from, to }) => [to.port, from.node, from.port])
      .sort(([portA = ""], [portB = ""]) => (portA < portB ? -1 : portA > portB ? 1 : 0));
  return JSON.stringify(text(a)) === JSON.stringify(text(b));
}

function textOf(values: Values, name: string): string | undefined {
  return Object.hasOwn(values, name) ? stringifyJson(values[name]) : undefined;
}
