/** A worker put together from its parts. `main.ts` starts one in a process of its own; tests start them side by side. */
import { withTimeout } from "../platform/retry/with-timeout.ts";
import { openSubscriptions, type Subscriptions } from "./subscriptions.ts";
import type { WorkerOptions } from "./worker-options.ts";
import { startParts, type WorkerParts } from "./worker-parts.ts";

export type Worker = {
  id: string;
  running(): number;
  /** How many more runs it would take now. */
  capacity(): number;
  isDraining(): boolean;
  /** Claims nothing more, lets runs end or come to a safe point, releases the rest. */
  stop(): Promise<void>;
  /** Releases everything at once. */
  abort(): void;
};

/** The states that a worker passes through are in `worker-states.ts`. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const parts = startParts(options);
  const { id, active, lifecycle, heartbeat } = parts;
  const opening = openSubscriptions({ ...options, ...parts });
  const subscriptions = await unlessAborted(opening, options.signal).catch(async (error) => {
    await giveUp(parts);
    throw error;
  });
  lifecycle.on("ready");
  // Not before: from now on others leave wake-ups to it.
  await heartbeat.beat();
  await subscriptions.wakeUps.announce();
  return {
    id,
    running: () => active.tenures.size,
    capacity: active.capacity,
    isDraining: lifecycle.isDraining,
    stop: () => stopWorker(parts, subscriptions),
    abort: active.abandonAll,
  };
}

/** Ends a worker that has not become ready. */
async function giveUp(parts: WorkerParts): Promise<void> {
  const { sweep, leases, meter, lifecycle, active, claimLoop, heartbeat, triggers } = parts;
  for (const part of [sweep, leases, meter]) part.stop();
  lifecycle.on("stop");
  active.abandonAll();
  await Promise.all([...triggers.map((each) => each.stop()), claimLoop.close(), heartbeat.stop(), active.ended()]);
  lifecycle.on("ended");
}

async function stopWorker(parts: WorkerParts, { wakeUps, control }: Subscriptions): Promise<void> {
  const { limits, lifecycle, active, heartbeat, meter, journal, claimLoop, wakeTimers, leases, sweep } = parts;
  sweep.stop();
  wakeTimers.stop();
  lifecycle.on("stop");
  const late = setTimeout(active.abandonAll, limits.drainMs);
  await Promise.all([...parts.triggers.map((each) => each.stop()), wakeUps.stopClaiming(), claimLoop.close()]);
  // The others pass this worker over from now on. While the database is unavailable they find out by its heartbeat.
  await withTimeout(heartbeat.beat(), 500);
  await wakeUps.announce();
  await active.ended();
  clearTimeout(late);
  await journal.idle();
  leases.stop();
  meter.stop();
  await Promise.all([control.close(), heartbeat.stop()]);
  await wakeUps.close();
  lifecycle.on("ended");
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
