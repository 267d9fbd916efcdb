import type { Attempt, WaitFor } from "./attempt.ts";
import type { Alarm, Conductor } from "./conductor.ts";

/**
 * Waits for an attempt until somebody has an answer. The outside is looked at when the step is taken up again, when its
 * time has come, and when the run is told to wake. A promise that is still open when the run is put away is forgotten.
 */
export function startWait<T>(run: Conductor, attempt: Attempt, wait: WaitFor<T>): Promise<T> {
  const { was } = attempt;
  attempt.was = undefined;
  const ms = was ? was.waitMs : wait.ms;
  const { node, at } = attempt;
  const { reason, approval } = wait;
  run.options.emit({ type: "waiting", node, at, reason, ms, approval, isKnown: was !== undefined });
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let alarm: Alarm;
  let isDue = false;
  let isLooking = false;
  let mustLookAgain = false;

  function arm(left: number | null): void {
    alarm = run.alarm(run.waits, left, () => {
      isDue = true;
      arm(wait.reason === "children" ? wait.ms : null);
      void look();
    });
  }

  async function look(): Promise<void> {
    mustLookAgain = isLooking;
    if (isLooking) return;
    isLooking = true;
    try {
      const answer = await run.look(async () => await wait.look(isDue));
      if (answer !== undefined) {
        stop();
        resolve(answer);
      }
    } catch (thrown) {
      stop();
      reject(thrown);
    } finally {
      isLooking = false;
      if (mustLookAgain && attempt.waits?.has(handle)) void look();
    }
  }

  const unwake = wait.reason === "time" ? undefined : run.onWake(() => void look());
  function stop(): void {
    unwake?.();
    alarm.stop();
    attempt.waits?.delete(handle);
  }
  const handle: Alarm = { until: null, stop };
  attempt.waits ??= new Set();
  attempt.waits.add(handle);
  arm(ms);
  // Whoever waits anew waits for something that is not there yet; children have to be begun.
  if (was || wait.reason === "children") void look();
  run.considerRest();
  return promise;
}
