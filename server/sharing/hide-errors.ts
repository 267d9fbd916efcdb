/**
 * Why a run failed is for members: an error may name hosts, accounts, settings, or repeat what a server said. Who came by a
 * share link reads that it failed, and the run's id, by which its owner finds the rest.
 */
import { errorPort } from "../../lib/graph-read.ts";
import type { RunError, RunEvent, Values } from "../../lib/run.ts";
import type { RunDetail, StepView } from "../../lib/views/run-views.ts";

/** Budgets say themselves what strangers may read (state/budget/over-budget.ts). */
export function errorForVisitor(runId: string, { code, message, nodeId }: RunError): RunError {
  const at = nodeId === undefined ? {} : { nodeId };
  if (code === "over_budget") return { code, message, ...at };
  return { code: "run_failed", message: `This did not work. Its owner can see why in the run ${runId}.`, ...at };
}

export function runForVisitor(run: RunDetail): RunDetail {
  const { id, error } = run;
  return {
    ...run,
    error: error && errorForVisitor(id, error),
    steps: run.steps.map((step) => stepForVisitor(id, step)),
  };
}

export function stepForVisitor(runId: string, step: StepView): StepView {
  if (step.error === null) return step;
  const error = errorForVisitor(runId, step.error);
  return { ...step, error, output: step.output && withoutError(step.output, error) };
}

/** What a failed step goes on with at its error port is its error. */
function withoutError<Outputs extends StepView["output"]>(
  output: Outputs,
  { code, message }: RunError,
): Outputs | Values {
  return output !== null && errorPort in output ? { ...output, [errorPort]: { code, message } } : output;
}

export function eventForHolder(event: RunEvent): RunEvent {
  const { runId, data } = event;
  return "error" in data ? { ...event, data: { ...data, error: errorForVisitor(runId, data.error) } } : event;
}
