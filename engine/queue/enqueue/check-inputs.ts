import { type ErrorIssue, PatchbayError } from "../../../lib/errors.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import type { Catalogue, Field } from "../../../lib/node-types/manifest.ts";
import type { Values } from "../../../lib/run.ts";
import { entryFields } from "../../../lib/runs/entry.ts";
import { runFields } from "../../../lib/runs/run-fields.ts";
import { fieldValue } from "../../../lib/values/field-value.ts";

/**
 * The inputs as the graph's input nodes want them, or as an event of `trigger`: checked, coerced, defaults filled in.
 * `bad_input` names each bad field.
 */
export function checkInputs(graph: Graph, catalogue: Catalogue, { inputs, trigger }: Entry): Values {
  const fields = trigger === undefined ? fieldsOf(graph, catalogue) : entryFields(graph, catalogue, trigger);
  const names = new Set(fields.map((field) => field.name));
  const issues: ErrorIssue[] = [];
  const checked: Values = {};
  for (const name of Object.keys(inputs)) {
    if (names.has(name)) continue;
    const known = names.size === 0 ? "it takes no inputs" : `it takes ${[...names].join(", ")}`;
    issues.push({ path: `inputs.${name}`, message: `This pipeline has no input “${name}”; ${known}.` });
  }
  for (const field of fields) {
    const given = Object.hasOwn(inputs, field.name) ? inputs[field.name] : undefined;
    const result = fieldValue(field, given);
    if (!result.ok) issues.push({ path: `inputs.${field.name}`, message: result.issue });
    else if (result.value !== undefined) checked[field.name] = result.value;
  }
  const [first] = issues;
  if (first) throw new PatchbayError("bad_input", first.message, { issues });
  return checked;
}

type Entry = { inputs: Values; trigger?: string | undefined };

const known = new WeakMap<Catalogue, WeakMap<Graph, Field[]>>();

/** Graphs do not change, and a frozen one meets many runs: its fields are looked for once. */
function fieldsOf(graph: Graph, catalogue: Catalogue): readonly Field[] {
  const byGraph = known.get(catalogue) ?? new WeakMap<Graph, Field[]>();
  known.set(catalogue, byGraph);
  const fields = byGraph.get(graph) ?? runFields(graph, catalogue);
  byGraph.set(graph, fields);
  return fields;
}
