import type pg from "pg";
import { type ClaimedRun, idsOf } from "../engine/queue/claim/claimed-run.ts";
import { releaseLease } from "../engine/queue/claim/lease.ts";
import { notifyWorkers } from "../engine/queue/enqueue/notify-workers.ts";
import { topics, type WakeUp } from "../lib/messages.ts";
import type { Broker } from "../platform/broker/broker.ts";
import { publishBestEffort } from "../platform/broker/publish-best-effort.ts";
import { crashPoint } from "../platform/crash-point.ts";
import type { Log } from "../platform/log.ts";

type Deps = { pool: pg.Pool; broker: Broker; log: Log };

/** Releases a run, and notifies the workers that it can be continued. */
export async function releaseRun({ pool, broker }: Deps, run: ClaimedRun): Promise<void> {
  crashPoint("on-release");
  if (await releaseLease(pool, run)) await notifyWorkers(broker, run.id);
}

/** How long a run is left alone that the database did not let this worker load. */
const unloadedMs = 500;

/** Releases a run that could not be loaded for now. A sweep finds it a little later: claimed at once it would fail again at once. */
export async function releaseUnloaded({ pool }: Pick<Deps, "pool">, run: ClaimedRun): Promise<void> {
  await releaseLease(pool, run, unloadedMs);
}

/** Releases a run for workers of another release. */
export async function requeueRun({ pool, broker, log }: Deps, run: ClaimedRun): Promise<void> {
  log.warn(idsOf(run), "a run has nodes that this release does not support; it is requeued for another worker");
  if (!(await releaseLease(pool, run))) return;
  // For the first few workers in the run's order; with different keys, so that they reach different partitions.
  const wakeUps = [0, 1, 2, 3].map((passes) => {
    const value: WakeUp = { runIds: [run.id], passes };
    return { topic: topics.runs, key: `${run.id} ${run.token} ${passes}`, value };
  });
  await publishBestEffort(broker, wakeUps);
}
