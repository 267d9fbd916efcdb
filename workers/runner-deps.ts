import { endInEmergency } from "../engine/journal/end-in-emergency.ts";
import { makeOtherWorkers } from "../engine/queue/claim/other-workers.ts";
import { assessLosses } from "../engine/tenure/assess-losses.ts";
import { loadCheckpoint, wholeValues } from "../engine/tenure/load-checkpoint.ts";
import { makePlanCache } from "../engine/tenure/plan-cache.ts";
import { makeRunLinks } from "../engine/tenure/run-links.ts";
import type { RunnerDeps } from "../engine/tenure/runner.ts";
import { makeSplitting } from "../engine/tenure/splitting.ts";
import { makeTurns } from "../engine/tenure/turns.ts";
import { makeWaitResolver } from "../engine/tenure/wait-resolver.ts";
import { makeCatalogue } from "../nodes/catalogue.ts";
import { releaseRun, releaseUnloaded, requeueRun } from "./hand-over.ts";
import type { WorkerOptions } from "./worker-options.ts";

type Own = Pick<RunnerDeps, "journal" | "telemetry" | "limits" | "drain" | "log" | "parked"> & {
  id: string;
  /** Leaves a run to others for a while. */
  avoid(runId: string): void;
};
type Shared = Pick<WorkerOptions, "pool" | "broker" | "nodeTypes" | "servicesFor">;

/** What the tenures of a worker have in common. */
export function makeRunnerDeps({ pool, broker, nodeTypes, servicesFor }: Shared, own: Own): RunnerDeps {
  const { id, avoid, ...rest } = own;
  const deps = { pool, broker, log: own.log };
  return {
    ...rest,
    workerId: id,
    prepare: makePlanCache({ pool, nodeTypes, catalogue: makeCatalogue(nodeTypes), servicesFor }),
    loadCheckpoint: (run, plan) => loadCheckpoint(pool, run, plan),
    assessLosses: (run, found) => assessLosses(pool, run, found),
    endInEmergency: (run, how) => endInEmergency(deps, run, how),
    waitResolver: (tenure) => makeWaitResolver(deps, tenure),
    splitting: makeSplitting({ otherWorkers: makeOtherWorkers(pool, id), log: own.log }),
    wholeInput: async (run) => (await wholeValues(pool, run, [{ output: run.input }]))(run.input),
    runLinks: makeRunLinks(deps),
    turns: makeTurns(),
    release: (run) => releaseRun(deps, run),
    releaseUnloaded: (run) => releaseUnloaded(deps, run),
    async requeue(run) {
      avoid(run.id);
      await requeueRun(deps, run);
    },
  };
}
