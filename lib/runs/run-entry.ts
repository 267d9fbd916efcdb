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
  const triggers = triggersOf(graph, catalogue);
  const trigger =
    triggerNode === undefined
      ? onlyTrigger(triggers, hasInputNode(graph, catalogue))
      : triggers.find(({ id }) => id === triggerNode);
  if (!trigger) {
    if (triggerNode === undefined) return { inputs };
    throw badTrigger(`This pipeline has no trigger “${triggerNode}”${listed(triggers)}.`);
  }
  const isEmpty = Object.keys(inputs).length === 0;
  return { triggerNode: trigger.id, inputs: isEmpty ? testEvent(graph, trigger) : inputs };
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
