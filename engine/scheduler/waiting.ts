import type { PlanNode } from "../../lib/graph/plan.ts";
import type { WaitReason } from "../../lib/runs/wait-reasons.ts";
import type { ApprovalAsk } from "../../lib/runs/waits.ts";
import type { RunScheduler, Timer } from "./run-scheduler.ts";
import type { OpenStep, StepAddress } from "./step-events.ts";

export type WaitFor<T> = {
  reason: WaitReason;
  /** Milliseconds after which to poll, null to wait for a wake-up only. */
  ms: number | null;
  approval?: ApprovalAsk;
  /** The result that ends the wait; undefined while it continues. `isDue` says that its time is over. */
  poll(isDue: boolean): Promise<T | undefined> | T | undefined;
};

/** The attempt that waits, and how an earlier tenure left it. */
type Waiter = {
  readonly node: PlanNode;
  readonly at: StepAddress;
  was: OpenStep | undefined;
  waits: Set<Timer> | undefined;
};

/**
 * Waits for an external result. It is polled when the step is resumed, when its time is over, and when the run is woken. A
 * promise that is still open when the run is parked is dropped.
 */
export function startWait<T>(run: RunScheduler, attempt: Waiter, wait: WaitFor<T>): Promise<T> {
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
