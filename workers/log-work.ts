import { idsOf } from "../engine/queue/claim/claimed-run.ts";
import type { StepEvent } from "../engine/scheduler/step-events.ts";
import type { Telemetry } from "../engine/telemetry.ts";
import type { Log } from "../platform/log.ts";

/**
 * Writes what went wrong into the log, each line with the ids of run and step. What a step was given and what it said are
 * the users' own and stay in the run's history; the log has the error's code.
 */
export function logWork(log: Log): Telemetry {
  return {
    start(run) {
      let own: Log | undefined;
      // Most runs log nothing, so the child logger is made with the first line.
      const runLog = () => (own ??= log.child(idsOf(run)));
      return {
        step(event) {
          if (event.type === "failed") runLog().info(stepIds(event), "a step failed");
          else if (event.type === "in_doubt") runLog().warn(stepIds(event), "a step is in doubt");
          else if (event.type === "retrying") runLog().debug(stepIds(event), "a step will be retried");
        },
        end(end) {
          if (end.status === "failed") runLog().info({ code: end.error.code }, "a run failed");
          else if (end.status !== "lost") return;
          else if (end.wasOurs) runLog().warn("a run was lost to another worker");
          else runLog().info("a wake-up came too late: its run is held by another worker, or has ended");
        },
      };
    },
    wrote() {},
    retriedWrite() {},
  };
}

type Problem = Extract<StepEvent, { type: "failed" | "in_doubt" | "retrying" }>;

function stepIds({ at, node, error }: Problem) {
  return { stepId: at.path, iteration: at.iteration, nodeType: node.type, code: error.code };
}
