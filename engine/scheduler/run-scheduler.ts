import { PatchbayError } from "../../lib/errors.ts";
import { planNodeAt } from "../../lib/graph/plan.ts";
import type { ExecuteOptions } from "./execute-options.ts";
import type { Outcome } from "./step-events.ts";
import { timeoutError } from "./step-outcome.ts";

/** A plan under execution, as the scheduler sees it. */
export type Schedulable = {
  isQueued: boolean;
  start(): void;
  /** Starts its next ready node; false when there is none. */
  step(): boolean;
  /** It has no ready node: it ends if nothing of it is under way either. */
  onIdle(): void;
  /** Stops what is under way; it is recorded as cancelled unless the run continues elsewhere. */
  close(isRecorded: boolean): void;
};

/** A timer of a wait, of a pause before the next attempt, or of a deadline. `until` by the run's clock. */
export type Timer = { until: number | null; stop(): void };

/** For a wait that is longer than this the run is parked and holds no worker; a shorter one is waited out. */
export const parkAfterMs = 2000;

/** What a run has once: its limit of parallel steps, its clock and signals, and its end. */
export class RunScheduler {
  readonly options: ExecuteOptions;
  isOver = false;
  /** Steps at work: these count against the limit. Nodes with bodies that work between two bodies do not. */
  working = 0;
  coordinating = 0;
  /** Steps that a drain keeps from starting. */
  held = 0;
  /** Steps that wait, and those that pause before their next attempt. */
  readonly waits = new Set<Timer>();
  readonly pauses = new Set<Timer>();
  readonly deadlines = new Set<Timer>();
  /** Open steps of an earlier tenure that this one has reached. */
  readonly seen = new Set<string>();
  /** The steps of earlier tenures by key, each with its place in the order in which they ended. */
  #past: ReadonlyMap<string, number> | undefined;
  readonly #resolve: (outcome: Outcome) => void;
  readonly #queue: Schedulable[] = [];
  readonly #wakers = new Set<() => void>();
  #polling = 0;
  #isPumping = false;
  #isPaced = false;
  #root: Schedulable | undefined;
  #stopRunTimer: () => void = () => {};
  #stopIdleTimer: (() => void) | undefined;

  constructor(options: ExecuteOptions, resolve: (outcome: Outcome) => void) {
    this.options = options;
    this.#resolve = resolve;
  }

  start(top: Schedulable): void {
    const { signal, drain, clock, limits, onWake } = this.options;
    this.#root = top;
    if (signal.aborted) {
      this.#onAbort();
      return;
    }
    signal.addEventListener("abort", this.#onAbort, { once: true });
    drain?.addEventListener("abort", this.pump, { once: true });
    onWake?.(() => {
      for (const wake of [...this.#wakers]) wake();
    });
    this.#stopRunTimer = clock.setTimer(limits.runMs, () => {
      const { code, userMessage } = timeoutError("The run", limits.runMs);
      this.end({ status: "failed", error: { code, message: userMessage } });
    });
    top.start();
  }

  /** The place of a step of an earlier tenure in the order in which they ended. */
  arrivalOf(key: string): number {
    this.#past ??= new Map([...this.options.completed.keys()].map((each, place) => [each, place]));
    return this.#past.get(key) ?? 0;
  }

  get isDraining(): boolean {
    return this.options.drain?.aborted ?? false;
  }

  /** A node of this plan may be ready, or the plan may be at its end. */
  schedule(moved: Schedulable): void {
    if (!moved.isQueued) {
      moved.isQueued = true;
      this.#queue.push(moved);
    }
    this.pump();
  }

  /** Starts whatever can start. Steps that end at once make others ready, so this loops instead of recursing. */
  readonly pump = (): void => {
    if (this.#isPumping || this.#isPaced || this.isOver) return;
    this.#isPumping = true;
    const { limits } = this.options;
    for (let first = this.#queue[0]; first && !this.isOver; first = this.#queue[0]) {
      let isEmpty = false;
      while (!isEmpty && this.working < limits.parallel && !this.isOver && this.#mayStart()) isEmpty = !first.step();
      if (!isEmpty) break;
      this.#queue.shift();
      first.isQueued = false;
      first.onIdle();
    }
    this.#isPumping = false;
    this.scheduleIdleCheck();
  };

  #mayStart(): boolean {
    const { pace } = this.options;
    if (!pace) return true;
    this.#isPaced = !pace.mayStart(this.#resume);
    return !this.#isPaced;
  }

  readonly #resume = (): void => {
    this.#isPaced = false;
    this.pump();
  };

  /** Polls an external wait. Meanwhile the run is not idle, or it could be parked although its wait is over. */
  async poll<T>(ask: () => Promise<T>): Promise<T> {
    this.#polling += 1;
    try {
      return await ask();
    } finally {
      this.#polling -= 1;
      this.scheduleIdleCheck();
    }
  }

  /** Has `wake` called whenever an external wait may be over. Returns the function that unsubscribes. */
  onWake(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => this.#wakers.delete(wake);
  }

  /** Fires after `ms`, or never for null. Timers count in 32 bits and may fire early; then they are set again. */
  timer(among: Set<Timer>, ms: number | null, fire: () => void): Timer {
    const { clock } = this.options;
    let stopTimer: (() => void) | undefined;
    const until = ms === null ? null : clock.now() + ms;
    const timer: Timer = {
      until,
      stop() {
        stopTimer?.();
        among.delete(timer);
      },
    };
    const arm = (duration: number) => {
      stopTimer = clock.setTimer(duration, () => {
        const left = (until ?? 0) - clock.now();
        if (left > parkAfterMs) arm(left);
        else {
          among.delete(timer);
          fire();
        }
      });
    };
    among.add(timer);
    if (ms !== null) arm(ms);
    return timer;
  }

  /** Checks a moment later whether anything can still move: what follows from a step's end may be a few promises away. */
  scheduleIdleCheck(): void {
    if (this.isOver || this.#stopIdleTimer || this.#isBusy()) return;
    if (this.held + this.waits.size + this.pauses.size === 0) return;
    this.#stopIdleTimer = this.options.clock.setTimer(0, () => {
      this.#stopIdleTimer = undefined;
      if (!this.isOver && !this.#isBusy() && this.coordinating === 0) this.#onIdle();
    });
  }

  end(outcome: Outcome): void {
    if (this.isOver) return;
    const isLast = outcome.status !== "released" && outcome.status !== "waiting";
    if (isLast) this.#root?.close(true);
    if (isLast) this.#cancelUnseen();
    this.isOver = true;
    this.#stopRunTimer();
    this.#stopIdleTimer?.();
    this.options.signal.removeEventListener("abort", this.#onAbort);
    this.options.drain?.removeEventListener("abort", this.pump);
    this.#resolve(outcome);
    if (!isLast) this.#root?.close(false);
    for (const timer of [...this.waits, ...this.pauses, ...this.deadlines]) timer.stop();
  }

  #isBusy(): boolean {
    return this.working > 0 || this.#polling > 0 || this.#queue.length > 0;
  }

  #onIdle(): void {
    if (this.held > 0 || (this.isDraining && this.pauses.size > 0)) {
      this.end({ status: "released" });
      return;
    }
    const now = this.options.clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { until } of [...this.waits, ...this.pauses, ...this.deadlines]) next = Math.min(next, until ?? next);
    if (next - now <= parkAfterMs) return;
    this.end({ status: "waiting", ms: Number.isFinite(next) ? next - now : null });
  }

  /** Open steps of an earlier tenure that this one has not reached are cancelled with their run. */
  #cancelUnseen(): void {
    for (const key of this.options.open?.keys() ?? []) {
      if (this.seen.has(key)) continue;
      const [path = "", iteration = ""] = key.split("\n");
      const node = planNodeAt(this.options.plan, path);
      if (node) this.options.emit({ type: "cancelled", node, at: { path, iteration } });
    }
  }

  readonly #onAbort = (): void => {
    const { reason } = this.options.signal;
    const isCancelled = reason instanceof PatchbayError && reason.code === "cancelled";
    this.end({ status: isCancelled ? "cancelled" : "released" });
  };
}
