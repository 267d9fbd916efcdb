/**
 * Which step a piece of asynchronous work belongs to, so that an error which no one catches (a throw in a timer or in a
 * listener, a rejected promise that was left alone) fails that step and not the process.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Budget } from "../../lib/models/budget.ts";
import { type ClaimedRun, idsOf } from "../queue/claim/claimed-run.ts";
import type { StepCall } from "../scheduler/step-call.ts";

/** `budgets` are those of the nodes around it, its own included. */
type Context = { run: ClaimedRun; call: StepCall; budgets?: readonly NodeBudget[] };
/** What a node and all inside it may take. */
type NodeBudget = Budget & { path: string; title: string };

const contexts = new AsyncLocalStorage<Context | undefined>();

/** Runs a node's own code: what it starts belongs to its step. */
export function runInStep<T>(context: Context, work: () => T): T {
  return contexts.run(context, work);
}

/** Runs code of the engine that a node has called: what it starts belongs to no step. */
export function runOutsideSteps<T>(work: () => T): T {
  return contexts.getStore() === undefined ? work() : contexts.run(undefined, work);
}

/** The step in whose work this is asked. */
export function currentStep(): Context | undefined {
  return contexts.getStore();
}

/**
 * To be asked where an error arrives that no one has caught. Fails the step in whose work it was thrown. Answers whose step
 * it was and whether it was still under way; undefined when it belongs to no step.
 */
export function failCurrentStep(error: unknown): { ids: object; wasUnderWay: boolean } | undefined {
  const context = contexts.getStore();
  if (!context) return undefined;
  const { run, call } = context;
  const wasUnderWay = runOutsideSteps(() => call.fail(error));
  return { ids: { ...idsOf(run), stepId: call.at.path, iteration: call.at.iteration }, wasUnderWay };
}
