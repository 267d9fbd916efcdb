import { PatchbayError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Catalogue } from "../node-types/manifest.ts";
import type { Values } from "../run.ts";
import { hasInputNode, type TriggerNode, testEvent, triggersOf } from "./entry.ts";

type EntryAsk = { inputs: Values; triggerNode?: string | undefined };

/**
 * From which trigger a run starts, and with what: the one that is asked for, or the only one of a graph without an Input
 * node. Without inputs it is the trigger's test event. Throws `bad_input` when there is no such trigger, or a choice.
 */
export function runEntry(graph: Graph, catalogue: Catalogue, { inputs, triggerNode }: EntryAsk): EntryAsk {
  const { triggers, hasInput } = beginningsOf(graph, catalogue);
  const trigger =
    triggerNode === undefined ? onlyTrigger(triggers, hasInput) : triggers.find(({ id }) => id === triggerNode);
  if (!trigger) {
    if (triggerNode === undefined) return { inputs };
    throw badTrigger(`This pipeline has no trigger “${triggerNode}”${listed(triggers)}.`);
  }
  const isEmpty = Object.keys(inputs).length === 0;
  return { triggerNode: trigger.id, inputs: isEmpty ? testEvent(graph, trigger) : inputs };
}

type Beginnings = { triggers: readonly TriggerNode[]; hasInput: boolean };
const known = new WeakMap<Catalogue, WeakMap<Graph, Beginnings>>();

/** Graphs do not change, and a frozen one meets many runs: each of its nodes is looked at once. */
function beginningsOf(graph: Graph, catalogue: Catalogue): Beginnings {
  const byGraph = known.get(catalogue) ?? new WeakMap<Graph, Beginnings>();
  known.set(catalogue, byGraph);
  const beginnings = byGraph.get(graph) ?? {
    triggers: triggersOf(graph, catalogue),
    hasInput: hasInputNode(graph, catalogue),
  };
  byGraph.set(graph, beginnings);
  return beginnings;
}

function onlyTrigger(triggers: readonly TriggerNode[], hasInput: boolean): TriggerNode | undefined {
  if (hasInput || triggers.length < 2) return hasInput ? undefined : triggers[0];
  throw badTrigger(
    `This pipeline has several triggers and no Input node. Say in triggerNode which one${listed(triggers)}.`,
  );
}

function listed(triggers: readonly TriggerNode[]): string {
  return triggers.length === 0 ? "" : `: it has ${triggers.map(({ id, title }) => `${id} (${title})`).join(", ")}`;
}

function badTrigger(message: string): PatchbayError {
  return new PatchbayError("bad_input", message, { issues: [{ path: "triggerNode", message }] });
}
