import { asPatchbayError, isErrorCode, PatchbayError } from "../../lib/errors.ts";
import { errorPort } from "../../lib/graph/graph.ts";
import type { PlanNode } from "../../lib/graph/plan.ts";
import type { RunError, Values } from "../../lib/run.ts";
import type { Clock, ExecuteOptions } from "./execute-options.ts";
import { waitsForPatchbay } from "./retry.ts";
import type { OpenStep, StepAddress } from "./step-events.ts";

/** The failure of a body, as the node around it receives it. `path` is where it failed. */
export class BodyFailed extends PatchbayError {
  readonly path: string | undefined;

  constructor({ code, message, nodeId }: RunError) {
    super(isErrorCode(code) ? code : "node_failed", message);
    this.path = nodeId;
  }
}

/**
 * An effect starts when everything before it is on disk; a costly step when this worker is known to own the run. In a run
 * under which a worker has ended each step does, so that the start of one that ends the next is on record.
 */
export function waitsForDisk({ effect, pinned }: PlanNode, { isOurs, isCautious }: ExecuteOptions): boolean {
  if (pinned) return false;
  if (effect === "effect" || isCautious) return true;
  return effect === "costly" && isOurs?.() === false;
}

/** The outputs with which a run continues after a step has failed for good, when its node says so. */
export function fallbackOutputs(node: PlanNode, error: RunError): Values | undefined {
  if (node.onError.action === "default") return node.onError.outputs;
  if (node.onError.action === "port") return { [errorPort]: { code: error.code, message: error.message } };
  return undefined;
}

/** An error as a run stores it, with the step it came from: of a body that failed, the step inside it. */
export function runError(thrown: unknown, { path }: StepAddress): RunError {
  const { code, userMessage } = asPatchbayError(thrown, path);
  const outage = waitsForPatchbay(thrown) ? { isOutage: true as const } : {};
  return { code, message: userMessage, nodeId: originOf(thrown) ?? path, ...outage };
}

function originOf(thrown: unknown): string | undefined {
  if (thrown instanceof BodyFailed) return thrown.path;
  return thrown instanceof Error && thrown.cause !== undefined ? originOf(thrown.cause) : undefined;
}

/**
 * The time now, at which a step has ended, and how long it took, in milliseconds. From a second on that is the difference
 * of the whole milliseconds at which the journal records its start and its end; below, a fraction says more than they do.
 */
export function endedNow(clock: Clock, startedAt: number): { time: number; durationMs: number } {
  const time = clock.now();
  const ms = time - startedAt;
  return { time, durationMs: ms < 1000 ? Math.round(ms * 1000) / 1000 : Math.floor(time) - Math.floor(startedAt) };
}

export function timeoutError(what: string, ms: number): PatchbayError {
  return new PatchbayError("timeout", `${what} took longer than ${Math.round(ms / 100) / 10} s and was stopped.`);
}

/** Why a step that an earlier tenure left open must not run again; undefined when it may. */
export function resumeError(node: PlanNode, { status, isFailing }: OpenStep): PatchbayError | undefined {
  if (status !== "running") return undefined;
  if (node.effect === "effect" && !node.keyed) return inDoubtError(node.title);
  return isFailing ? crashLoopError(node.title) : undefined;
}

function inDoubtError(title: string): PatchbayError {
  const message = `${title} was changing an external system when its worker stopped, so it is not known whether the change was made. It is not repeated. Check that system, then run from here.`;
  return new PatchbayError("in_doubt", message);
}

function crashLoopError(title: string): PatchbayError {
  const message = `The worker ended three times while it ran ${title}, so this step is not run again. It may need more memory than the worker has, or block or crash it: give it less at a time, or change its settings; the logs of the workers may say more. Then run from here.`;
  return new PatchbayError("node_failed", message);
}
