/**
 * The scheduler: a plan goes in, events and an outcome come out. It knows no database, broker or clock but those it is
 * given, so every order of things can be tried in a test. A node starts the moment its last edge is settled; what can
 * finish at once does so without a promise, so a chain of plain functions costs microseconds.
 * `run-scheduler.ts` is what a run has once: its limits, its signals, its end. `graph-execution.ts` executes one plan: the
 * graph itself and, for every item and round of its Map, Loop and Sub-pipeline nodes, one for the body.
 */

import type { ExecuteOptions } from "./execute-options.ts";
import { GraphExecution } from "./graph-execution.ts";
import { RunScheduler } from "./run-scheduler.ts";
import type { Outcome } from "./step-events.ts";

export type { ExecuteOptions, Pace, Splitting, WaitResolver } from "./execute-options.ts";

export function execute(options: ExecuteOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const run = new RunScheduler(options, resolve);
    const { plan, input, trigger } = options;
    run.start(new GraphExecution(run, { plan, input, trigger, prefix: "", iteration: "" }, (end) => run.end(end)));
  });
}
