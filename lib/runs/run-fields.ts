import * as z from "zod";
import type { Graph } from "../graph.ts";
import { type Catalogue, type Field, StoredField, settingOf } from "../manifest.ts";

const Fields = z.array(z.unknown());

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
      const items = rule.from === "fields" ? Fields.safeParse(settingOf(manifest, node, rule.setting)).data : undefined;
      for (const item of items ?? []) {
        const field = StoredField.safeParse(item);
        if (field.success && !fields.has(field.data.name)) fields.set(field.data.name, field.data);
      }
    }
  }
  return [...fields.values()];
}
