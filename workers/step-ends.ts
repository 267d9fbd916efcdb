import { asPatchbayError, PatchbayError } from "../lib/errors.ts";
import { errorPort } from "../lib/graph.ts";
import type { PlanNode } from "../lib/plan.ts";
import type { RunError, Values } from "../lib/run.ts";

/** The run's input as this node's ports name it. */
export function inputOf(node: PlanNode, input: Values): Values {
  const values: Values = {};
  for (const { port } of node.outputs) {
    const value = Object.hasOwn(input, port) ? input[port] : undefined;
    if (value !== undefined) values[port] = value;
  }
  return values;
}

/** The outputs with which a run goes on after a step has failed for good, when its node says so. */
export function standIn(node: PlanNode, error: RunError): Values | undefined {
  if (node.onError.action === "default") return node.onError.outputs;
  if (node.onError.action === "port") return { [errorPort]: { code: error.code, message: error.message } };
  return undefined;
}

export function runError(thrown: unknown, node: PlanNode): RunError {
  const { code, userMessage } = asPatchbayError(thrown, node.id);
  return { code, message: userMessage, nodeId: node.id };
}

export function tooLong(what: string, ms: number): PatchbayError {
  return new PatchbayError("timeout", `${what} took longer than ${Math.round(ms / 100) / 10} s and was stopped.`);
}
