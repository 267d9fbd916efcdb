import { PatchbayError } from "../lib/errors.ts";
import { planNodeAt } from "../lib/plan.ts";
import type { ExecuteOptions } from "./execute-options.ts";
import { tooLong } from "./step-ends.ts";
import type { Outcome } from "./step-events.ts";

/** A plan on its way, as the conductor sees it. */
export type Movable = {
  isQueued: boolean;
  begin(): void;
  /** Starts its next ready node; false when there is none. */
  step(): boolean;
  /** Nothing of it is ready: it ends if nothing of it is under way either. */
  rest(): void;
  /** What is under way is told to stop; it is written down as cancelled unless the run goes on elsewhere. */
  close(isTold: boolean): void;
};

/** Something that time moves: a wait, a pause before the next attempt, a deadline. `until` by the run's clock. */
export type Alarm = { until: number | null; stop(): void };

/** A wait that is over sooner than this is sat out; for a longer one the run is put away and holds no worker. */
export const parkAfterMs = 2000;

/** What a run has once: the steps it may run at a time, its clock and signals, and its end. */
export class Conductor {
  readonly options: ExecuteOptions;
  isOver = false;
  /** Steps at work: these count against the limit. Nodes with bodies at work between two bodies do not. */
  working = 0;
  thinking = 0;
  /** Steps that a drain holds back. */
  held = 0;
  /** Steps that wait, and those that pause before their next attempt. */
  readonly waits = new Set<Alarm>();
  readonly pauses = new Set<Alarm>();
  readonly deadlines = new Set<Alarm>();
  /** Open steps of an earlier life which this one has come by. */
  readonly seen = new Set<string>();
  readonly #resolve: (outcome: Outcome) => void;
  readonly #queue: Movable[] = [];
  readonly #wakers = new Set<() => void>();
  #looking = 0;
  #isPumping = false;
  #top: Movable | undefined;
  #stopRunTimer: () => void = () => {};
  #stopRestTimer: (() => void) | undefined;

  constructor(options: ExecuteOptions, resolve: (outcome: Outcome) => void) {
    this.options = options;
    this.#resolve = resolve;
  }

  begin(top: Movable): void {
    const { signal, drain, clock, limits, onWake } = this.options;
    this.#top = top;
    if (signal.aborted) {
      this.#onAbort();
      return;
    }
    signal.addEventListener("abort", this.#onAbort, { once: true });
    drain?.addEventListener("abort", this.pump, { once: true });
    onWake?.(() => {
      for (const look of [...this.#wakers]) look();
    });
    this.#stopRunTimer = clock.setTimer(limits.runMs, () => {
      const { code, userMessage } = tooLong("The run", limits.runMs);
      this.end({ status: "failed", error: { code, message: userMessage } });
    });
    top.begin();
  }

  get isDraining(): boolean {
    return this.options.drain?.aborted ?? false;
  }

  /** Something of this plan may be ready, or it may be at its end. */
  touch(moved: Movable): void {
    if (!moved.isQueued) {
      moved.isQueued = true;
      this.#queue.push(moved);
    }
    this.pump();
  }

  /** Starts whatever can start. Steps that end at once make others ready, so this loops instead of recursing. */
  readonly pump = (): void => {
    if (this.#isPumping || this.isOver) return;
    this.#isPumping = true;
    const { parallel } = this.options.limits;
    for (let first = this.#queue[0]; first && !this.isOver; first = this.#queue[0]) {
      let isEmpty = false;
      while (!isEmpty && this.working < parallel && !this.isOver) isEmpty = !first.step();
      if (!isEmpty) break;
      this.#queue.shift();
      first.isQueued = false;
      first.rest();
    }
    this.#isPumping = false;
    this.considerRest();
  };

  /** Looks outside for a step's answer. Meanwhile the run is not at rest, or it could be put away with the answer in hand. */
  async look<T>(ask: () => Promise<T>): Promise<T> {
    this.#looking += 1;
    try {
      return await ask();
    } finally {
      this.#looking -= 1;
      this.considerRest();
    }
  }

  /** Has `look` called whenever the outside may have an answer. Returns how to be left alone again. */
  onWake(look: () => void): () => void {
    this.#wakers.add(look);
    return () => this.#wakers.delete(look);
  }

  /** Rings at a time, or never for null. Timers count in 32 bits and may fire early; then the rest is waited for. */
  alarm(among: Set<Alarm>, ms: number | null, fire: () => void): Alarm {
    const { clock } = this.options;
    let stopTimer: (() => void) | undefined;
    const until = ms === null ? null : clock.now() + ms;
    const alarm: Alarm = {
      until,
      stop() {
        stopTimer?.();
        among.delete(alarm);
      },
    };
    const arm = (left: number) => {
      stopTimer = clock.setTimer(left, () => {
        const rest = (until ?? 0) - clock.now();
        if (rest > parkAfterMs) arm(rest);
        else {
          among.delete(alarm);
          fire();
        }
      });
    };
    among.add(alarm);
    if (ms !== null) arm(ms);
    return alarm;
  }

  /** Looks a moment later whether anything can still move: what follows from a step's end may be a few promises away. */
  considerRest(): void {
    if (this.isOver || this.#stopRestTimer || this.#isBusy()) return;
    if (this.held + this.waits.size + this.pauses.size === 0) return;
    this.#stopRestTimer = this.options.clock.setTimer(0, () => {
      this.#stopRestTimer = undefined;
      if (!this.isOver && !this.#isBusy() && this.thinking === 0) this.#rest();
    });
  }

  end(outcome: Outcome): void {
    if (this.isOver) return;
    const isLast = outcome.status !== "released" && outcome.status !== "waiting";
    if (isLast) this.#top?.close(true);
    if (isLast) this.#closeForgotten();
    this.isOver = true;
    this.#stopRunTimer();
    this.#stopRestTimer?.();
    this.options.signal.removeEventListener("abort", this.#onAbort);
    this.options.drain?.removeEventListener("abort", this.pump);
    this.#resolve(outcome);
    if (!isLast) this.#top?.close(false);
    for (const alarm of [...this.waits, ...this.pauses, ...this.deadlines]) alarm.stop();
  }

  #isBusy(): boolean {
    return this.working > 0 || this.#looking > 0 || this.#queue.length > 0;
  }

  #rest(): void {
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

  /** Steps that were under way in an earlier life and that this one has not come by end with their run. */
  #closeForgotten(): void {
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
