import { asPatchbayError, isErrorCode, PatchbayError } from "../lib/errors.ts";
import { errorPort } from "../lib/graph.ts";
import type { PlanNode } from "../lib/plan.ts";
import type { RunError, Values } from "../lib/run.ts";
import type { ExecuteOptions } from "./execute-options.ts";
import type { Place } from "./step-events.ts";

/** A body that failed, as the node around it learns of it. `path` is where it failed. */
export class BodyFailed extends PatchbayError {
  readonly path: string | undefined;

  constructor({ code, message, nodeId }: RunError) {
    super(isErrorCode(code) ? code : "node_failed", message);
    this.path = nodeId;
  }
}

/** An effect is written down before it begins; what costs something begins when the run is known to be ours. */
export function waitsForDisk({ effect, pinned }: PlanNode, { isOurs }: ExecuteOptions): boolean {
  if (pinned || effect === "pure") return false;
  return effect === "effect" || isOurs?.() === false;
}

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

/** An error's words, and the step it came from: of a body that failed, the step inside it. */
export function runError(thrown: unknown, { path }: Place): RunError {
  const { code, userMessage } = asPatchbayError(thrown, path);
  return { code, message: userMessage, nodeId: originOf(thrown) ?? path };
}

function originOf(thrown: unknown): string | undefined {
  if (thrown instanceof BodyFailed) return thrown.path;
  return thrown instanceof Error && thrown.cause !== undefined ? originOf(thrown.cause) : undefined;
}

export function tooLong(what: string, ms: number): PatchbayError {
  return new PatchbayError("timeout", `${what} took longer than ${Math.round(ms / 100) / 10} s and was stopped.`);
}

export function doubtful(title: string): PatchbayError {
  const words = `${title} was changing something outside when its worker stopped, and nobody knows whether it was done. It is not repeated; look there, then run from here.`;
  return new PatchbayError("in_doubt", words);
}

export function deadly(title: string, times: number): PatchbayError {
  return new PatchbayError("internal", `${title} was begun ${times} times, and each time its worker stopped.`);
}
