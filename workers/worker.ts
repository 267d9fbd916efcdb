/** A worker put together from its parts. `main.ts` starts one in a process of its own; tests start them side by side. */
import { hostname } from "node:os";
import type pg from "pg";
import { makeJournal } from "../engine/journal/journal.ts";
import { type ClaimLoop, makeClaimLoop } from "../engine/queue/claim/claim-loop.ts";
import { type ClaimedRun, idsOf } from "../engine/queue/claim/claimed-run.ts";
import { expireLate } from "../engine/queue/claim/expire-late.ts";
import { makeFairShare } from "../engine/queue/claim/fair-share.ts";
import { groupNameOf } from "../engine/queue/claim/group-name.ts";
import { keepLeases, releaseLease } from "../engine/queue/claim/lease.ts";
import { startSweep } from "../engine/queue/claim/sweep.ts";
import { makeWakeTimers } from "../engine/queue/claim/wake-timers.ts";
import { joinGroup, listenToAll, type WakeUpConsumer } from "../engine/queue/claim/wake-ups.ts";
import { notifyWorkers } from "../engine/queue/enqueue/notify-workers.ts";
import { type Load, startHeartbeat } from "../engine/queue/heartbeat/heartbeat.ts";
import { startLoadMeter } from "../engine/queue/heartbeat/load-meter.ts";
import { unclaimedOf } from "../engine/queue/inline-claim.ts";
import type { RunEnd, Telemetry } from "../engine/telemetry.ts";
import { combineTelemetry } from "../engine/telemetry.ts";
import { loadCheckpoint, wholeValues } from "../engine/tenure/load-checkpoint.ts";
import { makePlanCache } from "../engine/tenure/plan-cache.ts";
import { makeRunLinks } from "../engine/tenure/run-links.ts";
import { type ActiveRun, startTenure } from "../engine/tenure/runner.ts";
import { makeWaitResolver } from "../engine/tenure/wait-resolver.ts";
import { ControlAsked, topics, type WakeUp } from "../lib/messages.ts";
import type { Plan } from "../lib/plan.ts";
import { makeCatalogue } from "../nodes/catalogue.ts";
import type { NodeType, Services } from "../nodes/define.ts";
import type { Broker, BrokerMessage } from "../platform/broker/broker.ts";
import { publishBestEffort } from "../platform/broker/publish-best-effort.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { newId } from "../platform/ids.ts";
import type { Log } from "../platform/log.ts";
import { withTimeout } from "../platform/retry/with-timeout.ts";

export type WorkerOptions = {
  pool: pg.Pool;
  broker: Broker;
  nodeTypes: readonly NodeType[];
  servicesFor(workspaceId: string): Services;
  log: Log;
  telemetry?: readonly Telemetry[];
  /** How far behind the broker is, in milliseconds, where it is measured. */
  brokerLagMs?: () => number;
  limits?: Partial<WorkerLimits>;
  /** When aborted before the worker is ready, it releases its runs, and its start fails. */
  signal?: AbortSignal;
};

export type WorkerLimits = {
  /** Runs at a time. */
  runs: number;
  /** Runs of one workspace at a time. */
  perWorkspace: number;
  /** Bytes of inputs and results that it may hold before it claims no more runs. */
  bytes: number;
  /** Steps of one run at a time. */
  parallel: number;
  /** Milliseconds a run may take in all, and an attempt whose node sets no limit of its own. */
  runMs: number;
  attemptMs: number;
  /** Milliseconds that runs are given to come to a safe point when the worker is asked to stop. */
  drainMs: number;
  /** Milliseconds for which a run with unsupported nodes is requeued for other workers before it fails. */
  requeueMs: number;
};

export const defaultLimits: WorkerLimits = {
  runs: 100,
  perWorkspace: 100,
  bytes: 256 * 1024 * 1024,
  parallel: 32,
  runMs: 24 * 3_600_000,
  attemptMs: 600_000,
  drainMs: 8000,
  requeueMs: 600_000,
};

export type Worker = {
  id: string;
  running(): number;
  /** How many more runs it would take now. */
  capacity(): number;
  isDraining(): boolean;
  /** Claims nothing more, lets runs end or come to a safe point, gives the rest back. */
  stop(): Promise<void>;
  /** Gives everything back at once. */
  abort(): void;
};

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, broker } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const id = `${hostname()}-${process.pid}-${newId().slice(-6)}`;
  const log = options.log.child({ worker: id });
  const active = new Map<string, ActiveRun>();
  const drain = new AbortController();
  const meter = startLoadMeter();
  const catalogue = makeCatalogue(options.nodeTypes);
  const heartbeat = startHeartbeat({ pool, log, id, load });
  const tally = { finished: 0, gaveBack: 0 };
  const telemetry = combineTelemetry([...(options.telemetry ?? []), countTally(tally)]);
  const journal = makeJournal({ pool, broker, log, telemetry });
  const prepare = makePlanCache({ pool, nodeTypes: options.nodeTypes, catalogue, servicesFor: options.servicesFor });

  async function release(run: ClaimedRun): Promise<void> {
    crashPoint("on-release");
    if (await releaseLease(pool, run)) await notifyWorkers(broker, run.id);
  }
  /** Requeues a run for a worker of another release, and does not claim it for a while. */
  async function requeue(run: ClaimedRun): Promise<void> {
    log.warn(idsOf(run), "a run has nodes that this release does not support; it is requeued for another worker");
    claimLoop.avoid(run.id);
    if (!(await releaseLease(pool, run))) return;
    // For the first few workers in the run's order; with different keys, so that they reach different partitions.
    const wakeUps = [0, 1, 2, 3].map((passes) => {
      const value: WakeUp = { runIds: [run.id], passes };
      return { topic: topics.runs, key: `${run.id} ${run.token} ${passes}`, value };
    });
    await publishBestEffort(broker, wakeUps);
  }
  const deps = {
    workerId: id,
    journal,
    prepare,
    loadCheckpoint: (run: ClaimedRun, plan: Plan) => loadCheckpoint(pool, run, plan),
    waitResolver: (tenure: Parameters<typeof makeWaitResolver>[1]) => makeWaitResolver({ pool, broker, log }, tenure),
    wholeInput: async (run: ClaimedRun) => (await wholeValues(pool, run, [{ output: run.input }]))(run.input),
    runLinks: makeRunLinks({ pool, broker, log }),
    parked: (run: ClaimedRun, ms: number | null) => {
      wakeTimers.set(run.id, 0);
      if (ms !== null) wakeTimers.set(run.id, ms);
    },
    release,
    requeue,
    drain: drain.signal,
    limits,
    telemetry,
    log,
  };

  const fairShare = makeFairShare({ most: limits.perWorkspace, now: () => performance.now() });
  const unclaimed = () => unclaimedOf(active.values());
  const held = () => [...active.keys()];
  const holds = (runId: string) => active.has(runId);
  const claimLoop: ClaimLoop = makeClaimLoop({
    pool,
    log,
    workerId: id,
    ...{ capacity, held, holds, unclaimed, start },
    fairShare,
    perWorkspace: limits.perWorkspace,
  });

  // The database decides whether a run is due; the worker that parked it claims it in time, and the sweep a little later.
  const wakeTimers = makeWakeTimers((runId) => void claimLoop.claim([runId]));

  function capacity(): number {
    if (drain.signal.aborted) return 0;
    // A busy worker takes one at a time, so that a machine which is always busy still moves.
    if (meter.isBusy()) return active.size === 0 ? 1 : 0;
    return bytesHeld() >= limits.bytes ? 0 : limits.runs - active.size;
  }

  function bytesHeld(): number {
    let bytes = 0;
    for (const tenure of active.values()) bytes += tenure.bytes();
    return bytes;
  }

  function start(run: ClaimedRun): void {
    // This worker has claimed again a run whose lease had expired or was undone: the former tenure must write no more.
    active.get(run.id)?.lose();
    if (run.former !== null && run.former !== id) takeOver(run, run.former);
    const tenure = startTenure(run, deps);
    active.set(run.id, tenure);
    void tenure.ended.then(() => {
      if (active.get(run.id) === tenure) active.delete(run.id);
      fairShare.ended(run.workspaceId);
      claimLoop.refill();
    });
  }

  // A broker may take its time (a Kafka group waits for members that have died), and leases do not: they are kept from the
  // first claim on, and the sweep runs meanwhile.
  const leases = keepLeases({ pool, log, active, workerId: id });
  const sweep = startSweep({ claimLoop, expire: () => expireLate({ pool, broker, log }), log });
  await heartbeat.beat();
  const { wakeUps, control } = await unlessAborted(openSubscriptions(), options.signal).catch(async (error) => {
    for (const part of [sweep, leases, meter]) part.stop();
    drain.abort();
    abort();
    await Promise.all([claimLoop.close(), heartbeat.stop(), ...[...active.values()].map((tenure) => tenure.ended)]);
    throw error;
  });
  await wakeUps.announce();

  async function openSubscriptions() {
    const handle = (messages: readonly BrokerMessage[]) => {
      for (const { value } of messages) {
        const asked = ControlAsked.safeParse(value).data;
        if (asked) active.get(asked.runId)?.[asked.what]();
      }
    };
    const control = await broker.listen({ topics: [topics.control], handle });
    return { wakeUps: await openWakeUps(), control };
  }

  /** Where the broker is the database, the queue is the log of wake-ups, and every worker listens to all of them. */
  async function openWakeUps(): Promise<WakeUpConsumer> {
    const deps = { broker, claimLoop, log };
    if (broker.driver === "kafka") return await joinGroup(deps, { pool, id, group: await groupNameOf(pool) });
    return await listenToAll(deps, { pool, id });
  }

  function load(): Load {
    const delays = { delayMs: meter.delayMs(), echoMs: options.brokerLagMs?.() ?? null };
    return { running: active.size, capacity: capacity(), ...tally, ...delays, isDraining: drain.signal.aborted };
  }

  function takeOver(run: ClaimedRun, former: string): void {
    log.info({ ...idsOf(run), former }, "a run was taken over: the lease of its worker had expired");
    heartbeat.tookOver(former);
  }

  async function stop(): Promise<void> {
    sweep.stop();
    wakeTimers.stop();
    drain.abort();
    const late = setTimeout(abort, limits.drainMs);
    await Promise.all([wakeUps.stopClaiming(), claimLoop.close()]);
    // The others pass this worker over from now on. While the database is unavailable they find out by its heartbeat.
    await withTimeout(heartbeat.beat(), 500);
    await wakeUps.announce();
    const ended = () => Promise.all([...active.values()].map((tenure) => tenure.ended));
    await ended();
    clearTimeout(late);
    await journal.idle();
    leases.stop();
    meter.stop();
    await Promise.all([control.close(), heartbeat.stop()]);
    await wakeUps.close();
  }

  function abort(): void {
    for (const tenure of active.values()) tenure.abandon();
  }

  return { id, running: () => active.size, capacity, isDraining: () => drain.signal.aborted, stop, abort };
}

/** A broker may be slow to accept a listener, which must not keep a worker from stopping. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  return await Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", onAbort));
}

/** Counts for the worker page. */
function countTally(tally: { finished: number; gaveBack: number }): Telemetry {
  const end = ({ status }: RunEnd) => {
    if (status === "released") tally.gaveBack += 1;
    else if (status !== "lost" && status !== "waiting") tally.finished += 1;
  };
  return { start: () => ({ step() {}, end }), wrote() {}, retriedWrite() {} };
}
