/** Where a run begins: at its Input nodes, or at the one trigger that started it. All others count as not taken. Loads no zod. */

import type { Graph } from "../graph/graph.ts";
import { nodeAt } from "../graph/graph-read.ts";
import { titleOf } from "../graph/node-titles.ts";
import type { PlanNode } from "../graph/plan.ts";
import type { Catalogue, Field, Manifest } from "../node-types/manifest.ts";
import { portsOf, settingOf } from "../ports/node-ports.ts";
import type { Values } from "../run.ts";
import { isObject } from "../values/is-object.ts";
import { runFields } from "./run-fields.ts";

/** A node whose outputs are what the run was started with. */
export function isEntry(role: Manifest["role"]): boolean {
  return role === "run-input" || role === "run-trigger";
}

/** `trigger` is the node that started the run; without one it begins at its Input nodes. */
export function isTaken({ id, role }: Pick<PlanNode, "id" | "role">, trigger: string | undefined): boolean {
  return trigger === undefined ? role === "run-input" : id === trigger;
}

export type TriggerNode = { id: string; title: string; manifest: Manifest };

/** The triggers of a graph that are not disabled. */
export function triggersOf(graph: Graph, catalogue: Catalogue): TriggerNode[] {
  return Object.entries(graph.nodes).flatMap(([id, node]) => {
    const manifest = catalogue.get(node.type);
    if (manifest?.role !== "run-trigger" || node.disabled) return [];
    return [{ id, title: titleOf(graph, catalogue, id), manifest }];
  });
}

/** What a run may be given: the fields of the Input nodes, or the outputs of the trigger that it starts from. */
export function entryFields(graph: Graph, catalogue: Catalogue, trigger: string | undefined): Field[] {
  if (trigger === undefined) return runFields(graph, catalogue);
  const node = nodeAt(graph, trigger);
  const manifest = catalogue.get(node?.type ?? "");
  if (!node || !manifest) return [];
  return Object.entries(portsOf(manifest, node).outputs).map(([name, { kind, title }]) => ({
    ...{ name, kind, optional: true },
    ...(title === undefined ? {} : { title }),
  }));
}

/** The event that a trigger's settings keep for tries. */
export function testEvent(graph: Graph, { id, manifest }: TriggerNode): Values {
  const node = nodeAt(graph, id);
  const event = node && settingOf(manifest, node, "testEvent");
  return isObject(event) ? event : {};
}

/** Whether the graph can begin without a trigger. */
export function hasInputNode(graph: Graph, catalogue: Catalogue): boolean {
  return Object.values(graph.nodes).some(
    ({ type, disabled }) => !disabled && catalogue.get(type)?.role === "run-input",
  );
}
