import type { Attempt, WaitFor } from "./attempt.ts";
import type { RunScheduler, Timer } from "./run-scheduler.ts";

/**
 * Waits for an external result. It is polled when the step is resumed, when its time is over, and when the run is woken. A
 * promise that is still open when the run is parked is dropped.
 */
export function startWait<T>(run: RunScheduler, attempt: Attempt, wait: WaitFor<T>): Promise<T> {
  const { was } = attempt;
  attempt.was = undefined;
  const ms = was ? was.waitMs : wait.ms;
  const { node, at } = attempt;
  const { reason, approval } = wait;
  run.options.emit({ type: "waiting", node, at, reason, ms, approval, isKnown: was !== undefined });
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let timer: Timer;
  let isDue = false;
  let isPolling = false;
  let mustPollAgain = false;

  function arm(left: number | null): void {
    timer = run.timer(run.waits, left, () => {
      isDue = true;
      arm(wait.reason === "children" ? wait.ms : null);
      void poll();
    });
  }

  async function poll(): Promise<void> {
    mustPollAgain = isPolling;
    if (isPolling) return;
    isPolling = true;
    try {
      const answer = await run.poll(async () => await wait.poll(isDue));
      if (answer !== undefined) {
        stop();
        resolve(answer);
      }
    } catch (thrown) {
      stop();
      reject(thrown);
    } finally {
      isPolling = false;
      if (mustPollAgain && attempt.waits?.has(handle)) void poll();
    }
  }

  const unwake = wait.reason === "time" ? undefined : run.onWake(() => void poll());
  function stop(): void {
    unwake?.();
    timer.stop();
    attempt.waits?.delete(handle);
  }
  const handle: Timer = { until: null, stop };
  attempt.waits ??= new Set();
  attempt.waits.add(handle);
  arm(ms);
  // A new wait cannot be over yet, but child runs have to be started.
  if (was || wait.reason === "children") void poll();
  run.scheduleIdleCheck();
  return promise;
}
