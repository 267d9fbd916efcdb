import type { Plan, PlanNode } from "../../lib/graph/plan.ts";
import { canConnect, coerce } from "../../lib/ports/ports.ts";
import type { Values } from "../../lib/run.ts";
import { isEntry, isTaken } from "../../lib/runs/entry.ts";

/** The state of a plan under execution: outputs by node number, which edges carry a value, and which trigger started it. */
export type GraphState = {
  plan: Plan;
  outputs: readonly (Values | undefined)[];
  live: Uint8Array;
  trigger: string | undefined;
};

/**
 * Whether a node has what it needs once all its edges are settled. A node is skipped when it hangs on branches that were
 * not taken: none of its edges carries a value, or none of those into an input it requires.
 */
export function canRun(node: PlanNode, { live, trigger }: GraphState): boolean {
  if (isEntry(node.role) && !isTaken(node, trigger)) return false;
  if (node.edgesIn === 0) return true;
  let isFed = false;
  for (const input of node.inputs) {
    let isLive = false;
    for (const edge of input.edges) if (live[edge] === 1) isLive = true;
    if (isLive) isFed = true;
    else if (input.isRequired && input.edges.length > 0) return false;
  }
  return isFed;
}

/**
 * The values at a node's inputs, as their kinds want them. An input without a live edge is absent; a `multiple` input
 * gets the list of its live values in the graph's order of edges. Throws `bad_input` when a value cannot be coerced.
 */
function collectInputs(node: PlanNode, state: GraphState): Values {
  const values: Values = {};
  for (const input of node.inputs) {
    if (input.isMultiple) {
      if (input.edges.length === 0) continue;
      values[input.port] = input.edges.flatMap((edge) => {
        const value = carried(edge, state);
        return value === undefined ? [] : [value];
      });
      continue;
    }
    for (const edge of input.edges) {
      const value = carried(edge, state);
      if (value !== undefined) values[input.port] = value;
    }
  }
  return values;
}

/** The inputs of a step, with what was thrown when one does not fit. A node of the run's input has that input instead. */
export function stepInputs(node: PlanNode, runInput: Values, state: GraphState): { values: Values; misfit?: unknown } {
  try {
    return { values: isEntry(node.role) ? inputOf(node, runInput) : collectInputs(node, state) };
  } catch (misfit) {
    return { values: {}, misfit };
  }
}

/** The run's input as this node's ports name it. */
function inputOf(node: PlanNode, input: Values): Values {
  const values: Values = {};
  for (const { port } of node.outputs) {
    const value = Object.hasOwn(input, port) ? input[port] : undefined;
    if (value !== undefined) values[port] = value;
  }
  return values;
}

/**
 * What a disabled node lets through: each output repeats the first input whose kind fits, one of the same kind before
 * one that must be coerced. Undefined when nothing fits, so what follows is skipped.
 */
export function bypass(node: PlanNode, state: GraphState): Values | undefined {
  const values = collectInputs(node, state);
  const outputs: Values = {};
  for (const { port, kind } of node.outputs) {
    const fits = node.inputs.filter((input) => !input.isMultiple && Object.hasOwn(values, input.port));
    const input = fits.find((each) => each.kind === kind) ?? fits.find((each) => canConnect(each.kind, kind).ok);
    const value = input && values[input.port];
    if (input && value !== undefined) outputs[port] = coerce(value, input.kind, kind);
  }
  return Object.keys(outputs).length === 0 ? undefined : outputs;
}

function carried(number: number, { plan, outputs, live }: GraphState) {
  const edge = plan.edges[number];
  if (live[number] !== 1 || !edge) return undefined;
  const value = outputs[edge.from]?.[edge.fromPort];
  return value === undefined ? undefined : coerce(value, edge.fromKind, edge.toKind);
}
