import { hostname } from "node:os";
import { getOutcome, withWholeOutput } from "../engine/history/read-runs.ts";
import { makeJournal } from "../engine/journal/journal.ts";
import { claimHere } from "../engine/queue/claim/claim-here.ts";
import { type ClaimLoop, makeClaimLoop } from "../engine/queue/claim/claim-loop.ts";
import { type ClaimedRun, idsOf } from "../engine/queue/claim/claimed-run.ts";
import { releaseFromEnded } from "../engine/queue/claim/ended-workers.ts";
import { expireLate } from "../engine/queue/claim/expire-late.ts";
import { makeFairShare } from "../engine/queue/claim/fair-share.ts";
import { keepLeases } from "../engine/queue/claim/lease.ts";
import { startSweep } from "../engine/queue/claim/sweep.ts";
import { makeWakeTimers } from "../engine/queue/claim/wake-timers.ts";
import { type Load, startHeartbeat } from "../engine/queue/heartbeat/heartbeat.ts";
import { startLoadMeter } from "../engine/queue/heartbeat/load-meter.ts";
import { combineTelemetry, type RunEnd, type Telemetry } from "../engine/telemetry.ts";
import { startTenure } from "../engine/tenure/runner.ts";
import { runBackfills } from "../engine/triggers/backfill/run-backfills.ts";
import { runBatches } from "../engine/triggers/batches/run-batches.ts";
import { followRuns } from "../engine/triggers/run-ended/follow-runs.ts";
import { startListening } from "../engine/triggers/topics/listen-loop.ts";
import { makeRunEnds, type RunEnds } from "../engine/triggers/topics/run-ends.ts";
import { startTriggers } from "../engine/triggers/trigger-loop.ts";
import { isFinished, RunStatus } from "../lib/run.ts";
import { defined } from "../lib/values/defined.ts";
import { makeCatalogue } from "../nodes/catalogue.ts";
import { openSchemaRegistries } from "../nodes/events/registry/schema-registry.ts";
import { newId } from "../platform/ids.ts";
import type { Log } from "../platform/log.ts";
import { makeActiveRuns } from "./active-runs.ts";
import { makeRunnerDeps } from "./runner-deps.ts";
import { defaultLimits, type WorkerOptions } from "./worker-options.ts";
import { makeLifecycle } from "./worker-states.ts";

export type WorkerParts = ReturnType<typeof startParts>;

/**
 * Starts everything that does not need the broker to answer. A broker may take its time (a Kafka group waits for members
 * that have died), and leases do not: they are kept from the first claim on, and the sweep runs meanwhile.
 */
export function startParts(options: WorkerOptions) {
  const { pool, broker, reserved = { journal: pool, leases: pool } } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const id = `${hostname()}-${process.pid}-${newId().slice(-6)}`;
  const log = options.log.child({ worker: id });
  const lifecycle = makeLifecycle();
  const { isDraining } = lifecycle;
  const meter = startLoadMeter();
  const active = makeActiveRuns({ limits, isBusy: meter.isBusy, isDraining, onTried: () => claimLoop.refill() });
  const { capacity, held, holds, unclaimed } = active;
  const tally = { finished: 0, gaveBack: 0 };
  const load = (): Load => {
    const delays = { delayMs: meter.delayMs(), echoMs: options.brokerLagMs?.() ?? null };
    return { running: active.tenures.size, capacity: capacity(), ...tally, ...delays, isDraining: isDraining() };
  };
  const heartbeat = startHeartbeat({ pool: reserved.leases, log, id, load, surroundings: options.surroundings });
  const ends = makeRunEnds({ pool, broker, log });
  const telemetry = combineTelemetry([...(options.telemetry ?? []), countTally(tally), tellEnds(ends)], log);
  const { steady } = options;
  const journal = makeJournal({ pool: reserved.journal, patientPool: pool, broker, log, telemetry, steady });
  const fairShare = makeFairShare({ most: limits.perWorkspace, now: () => performance.now() });

  const shared = { pool, broker, log };
  const runnerDeps = makeRunnerDeps(options, {
    ...{ id, log, limits, journal, telemetry, drain: lifecycle.drain },
    avoid: (runId) => claimLoop.avoid(runId),
    parked(run, ms) {
      wakeTimers.set(run.id, 0);
      if (ms !== null) wakeTimers.set(run.id, ms);
    },
  });
  const claimLoop: ClaimLoop = makeClaimLoop({
    ...{ pool, log, workerId: id, capacity, held, holds, unclaimed, start, fairShare },
    perWorkspace: limits.perWorkspace,
  });
  // The database decides whether a run is due; the worker that parked it claims it in time, and the sweep a little later.
  const wakeTimers = makeWakeTimers((runId) => void claimLoop.claim([runId]));
  const leases = keepLeases({ pool: reserved.leases, log, active: active.tenures, workerId: id });
  const sweep = startSweep({
    ...{ claimLoop, log },
    async prepare() {
      await Promise.all([expireLate(shared), releaseFromEnded(shared)]);
    },
  });
  const triggers = startAllTriggers(options, { id, log, claimLoop, ends });
  const own = { id, log, limits, lifecycle, active, heartbeat, meter, journal };
  return { ...own, claimLoop, wakeTimers, leases, sweep, triggers };

  function start(run: ClaimedRun): void {
    // This worker has claimed again a run whose lease had expired or was undone: the former tenure must write no more.
    active.tenures.get(run.id)?.lose();
    if (run.former !== null && run.former !== id) {
      log.info({ ...idsOf(run), former: run.former }, "a run was taken over: the lease of its worker had expired");
      heartbeat.tookOver(run.former);
    }
    const tenure = startTenure(run, runnerDeps);
    active.add(tenure);
    void tenure.ended.then(() => {
      active.remove(tenure);
      fairShare.ended(run.workspaceId);
      claimLoop.refill();
    });
  }
}

type Own = { id: string; log: Log; claimLoop: ClaimLoop; ends: RunEnds };

/** What starts runs: by the clock, after other runs, for past times, for the rows of batches, and by the events of topics. */
function startAllTriggers(
  { pool, broker, topics, stores, nodeTypes, servicesFor }: WorkerOptions,
  { id, log, claimLoop, ends }: Own,
) {
  const deps = { pool, broker, log, catalogue: makeCatalogue(nodeTypes) };
  const readEnded = async (workspaceId: string, runId: string) =>
    await withWholeOutput({ pool }, workspaceId, await getOutcome({ pool }, workspaceId, runId));
  const here = { broker: claimHere(broker, { id, claimLoop }), ends, workerId: id };
  const schemas = openSchemaRegistries((workspaceId, credential) => {
    const services = servicesFor(workspaceId);
    return credential === "" ? services.fetch : services.fetchAs(credential);
  });
  const listening = topics ? [startListening({ ...deps, topics, schemas, ...here })] : [];
  return [
    startTriggers(deps),
    followRuns({ ...deps, readEnded }),
    runBackfills(deps),
    runBatches({ ...deps, ...defined({ stores }) }),
    ...listening,
  ];
}

/** An event of a topic whose run was executed here need not wait for a notification. */
function tellEnds(ends: RunEnds): Telemetry {
  return {
    start: ({ id }) => ({
      step() {},
      end({ status }) {
        const state = RunStatus.safeParse(status).data;
        if (state && isFinished(state)) ends.ended(id, state);
      },
    }),
    wrote() {},
    retriedWrite() {},
  };
}

/** Counts for the worker page. */
function countTally(tally: { finished: number; gaveBack: number }): Telemetry {
  const end = ({ status }: RunEnd) => {
    if (status === "released") tally.gaveBack += 1;
    else if (status !== "lost" && status !== "waiting") tally.finished += 1;
  };
  return { start: () => ({ step() {}, end }), wrote() {}, retriedWrite() {} };
}
