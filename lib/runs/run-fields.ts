import type { Graph } from "../graph/graph.ts";
import type { Catalogue, Field } from "../node-types/manifest.ts";
import { readField, settingOf } from "../ports/node-ports.ts";

/** What a run asks for: the fields of the graph's input nodes, each name once; of two with one name the first counts. */
export function runFields(graph: Graph, catalogue: Catalogue): Field[] {
  return graphFields(graph, catalogue, "run-input");
}

/** The fields of the graph's input nodes, or of its output nodes. */
export function graphFields(graph: Graph, catalogue: Catalogue, role: "run-input" | "run-output"): Field[] {
  const fields = new Map<string, Field>();
  for (const node of Object.values(graph.nodes)) {
    const manifest = catalogue.get(node.type);
    if (manifest?.role !== role || node.disabled) continue;
    for (const rule of manifest.derived) {
      const items = rule.from === "fields" ? settingOf(manifest, node, rule.setting) : undefined;
      for (const item of Array.isArray(items) ? items : []) {
        const field = readField(item);
        if (field && !fields.has(field.name)) fields.set(field.name, field);
      }
    }
  }
  return [...fields.values()];
}
