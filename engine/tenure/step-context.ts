/**
 * Which step a piece of asynchronous work belongs to, so that an error which no one catches (a throw in a timer or in a
 * listener, a rejected promise that was left alone) fails that step and not the process.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Plan, PlanNode } from "../../lib/graph/plan.ts";
import type { Budget } from "../../lib/models/budget.ts";
import { type ClaimedRun, idsOf } from "../queue/claim/claimed-run.ts";
import type { StepCall } from "../scheduler/step-call.ts";

type Context = { run: ClaimedRun; call: StepCall; plan: Plan };

const contexts = new AsyncLocalStorage<Context | undefined>();

/** Runs a node's own code: what it starts belongs to its step. */
export function runInStep<T>(context: Context, work: () => T): T {
  return contexts.run(context, work);
}

/** Runs code of the engine that a node has called: what it starts belongs to no step. */
export function runOutsideSteps<T>(work: () => T): T {
  return contexts.getStore() === undefined ? work() : contexts.run(undefined, work);
}

/** What a node and all inside it may take. */
type NodeBudget = Budget & { path: string; title: string };
/** The step in whose work this is asked, with the budgets of the nodes around it, its own included. */
export function currentStep(): (Omit<Context, "plan"> & { budgets: NodeBudget[] }) | undefined {
  const context = contexts.getStore();
  return context && { run: context.run, call: context.call, budgets: budgetsOn(context.plan, context.call.at.path) };
}

function budgetsOn(outermost: Plan, path: string): NodeBudget[] {
  const budgets: NodeBudget[] = [];
  let plan: Plan | undefined = outermost;
  const ids = path.split("/");
  for (const [depth, id] of ids.entries()) {
    const node: PlanNode | undefined = plan?.byId.get(id);
    if (node?.budget) budgets.push({ ...node.budget, path: ids.slice(0, depth + 1).join("/"), title: node.title });
    plan = node?.body;
  }
  return budgets;
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
