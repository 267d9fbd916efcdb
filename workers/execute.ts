/**
 * The scheduler: a plan goes in, events and an outcome come out. It knows no database, broker or clock but those it is
 * given, so every order of things can be tried in a test. A node starts the moment its last edge is settled; what can
 * finish at once does so without a promise, so a chain of plain functions costs microseconds.
 * `conductor.ts` is what a run has once: its limits, its signals, its end. `execution.ts` is one plan on its way: the
 * graph itself and, for every item and round of its Map, Loop and Sub-pipeline nodes, one for the body.
 */
import { Conductor } from "./conductor.ts";
import type { ExecuteOptions } from "./execute-options.ts";
import { Execution } from "./execution.ts";
import type { Outcome } from "./step-events.ts";

export type { Clock, ExecuteOptions, Outside } from "./execute-options.ts";

export function execute(options: ExecuteOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const run = new Conductor(options, resolve);
    const { plan, input } = options;
    run.begin(new Execution(run, { plan, input, prefix: "", iteration: "" }, (end) => run.end(end)));
  });
}
