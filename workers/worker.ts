/** A worker put together from its parts. `main.ts` starts one in a process of its own; tests start them side by side. */
import { hostname } from "node:os";
import type pg from "pg";
import { CancelAsked, topics } from "../lib/messages.ts";
import type { NodeType, Services } from "../nodes/define.ts";
import type { Broker } from "../server/broker/broker.ts";
import { makeCatalogue } from "../server/catalogue.ts";
import { crashPoint } from "../server/crash-point.ts";
import { newId } from "../server/ids.ts";
import type { Log } from "../server/log.ts";
import { ring } from "../server/runs.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { readCompleted } from "./completed.ts";
import { groupNameOf } from "./group-name.ts";
import { type Intake, makeIntake } from "./intake.ts";
import { makeJournal } from "./journal.ts";
import { keepLeases, releaseLease } from "./lease.ts";
import { startLoadMeter } from "./load-meter.ts";
import { makePreparer } from "./prepare.ts";
import { startPresence } from "./presence.ts";
import { type ActiveRun, beginRun } from "./runner.ts";
import { startSweep } from "./sweep.ts";

export type WorkerOptions = {
  pool: pg.Pool;
  broker: Broker;
  nodeTypes: readonly NodeType[];
  servicesFor(workspaceId: string): Services;
  log: Log;
  limits?: Partial<WorkerLimits>;
};

export type WorkerLimits = {
  /** Runs at a time. */
  runs: number;
  /** Steps of one run at a time. */
  parallel: number;
  /** Milliseconds a run may take in all, and an attempt whose node sets no limit of its own. */
  runMs: number;
  attemptMs: number;
  /** Milliseconds that runs are given to come to a safe point when the worker is asked to stop. */
  drainMs: number;
};

export const defaultLimits: WorkerLimits = {
  runs: 100,
  parallel: 32,
  runMs: 24 * 3_600_000,
  attemptMs: 600_000,
  drainMs: 8000,
};

export type Worker = {
  id: string;
  running(): number;
  /** Claims nothing more, lets runs end or come to a safe point, gives the rest back. */
  stop(): Promise<void>;
  /** Gives everything back at once. */
  abort(): void;
};

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, broker, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const id = `${hostname()}-${process.pid}-${newId().slice(-6)}`;
  const active = new Map<string, ActiveRun>();
  const drain = new AbortController();
  const meter = startLoadMeter();
  const catalogue = makeCatalogue(options.nodeTypes);
  const journal = makeJournal({ pool, broker, log });
  const prepare = makePreparer({ pool, nodeTypes: options.nodeTypes, catalogue, servicesFor: options.servicesFor });

  async function release(run: ClaimedRun): Promise<void> {
    crashPoint("on-release");
    if (await releaseLease(pool, run)) await ring(broker, run.id);
  }
  const deps = {
    workerId: id,
    journal,
    prepare,
    readCompleted: (run: ClaimedRun, plan: Parameters<typeof readCompleted>[2]) => readCompleted(pool, run, plan),
    release,
    drain: drain.signal,
    limits,
    log,
  };

  const intake: Intake = makeIntake({ pool, log, workerId: id, room, begin });

  function room(): number {
    // A busy worker takes one at a time, so that a machine which is always busy still moves.
    if (meter.isBusy()) return active.size === 0 ? 1 : 0;
    return limits.runs - active.size;
  }

  function begin(run: ClaimedRun): void {
    // Our own lease ran out, or the database forgot it, and we took the run again: its former life has no say any more.
    active.get(run.id)?.lose();
    const life = beginRun(run, deps);
    active.set(run.id, life);
    void life.ended.then(() => {
      if (active.get(run.id) === life) active.delete(run.id);
      intake.refill();
    });
  }

  const group = await groupNameOf(pool);
  const doorbells = await broker.subscribe({ topics: [topics.runs], group, handle: intake.hear });
  const cancels = await broker.listen({
    topics: [topics.cancels],
    handle: (messages) => {
      for (const { value } of messages) active.get(CancelAsked.safeParse(value).data?.runId ?? "")?.cancel();
    },
  });
  const leases = keepLeases({ pool, log, active, workerId: id });
  const sweep = startSweep(intake, log);
  const presence = startPresence({ pool, log, id, running: () => active.size });
  await presence.see();

  async function stop(): Promise<void> {
    sweep.stop();
    await Promise.all([doorbells.close(), intake.close()]);
    drain.abort();
    const ended = () => Promise.all([...active.values()].map((life) => life.ended));
    const late = setTimeout(abort, limits.drainMs);
    await ended();
    clearTimeout(late);
    await journal.idle();
    leases.stop();
    meter.stop();
    await Promise.all([cancels.close(), presence.stop()]);
  }

  function abort(): void {
    for (const life of active.values()) life.abandon();
  }

  return { id, running: () => active.size, stop, abort };
}
