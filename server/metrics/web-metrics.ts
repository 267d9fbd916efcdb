import type pg from "pg";
import { countWorkers, oldestDueSeconds, readQueue, remembered } from "../../engine/queue/heartbeat/workers.ts";
import { topicLag } from "../../engine/triggers/topics/topic-lag.ts";
import type { Trigger } from "../../lib/run.ts";
import { Counter, Gauge } from "../../platform/metrics/instruments.ts";
import type { Metrics } from "../../platform/metrics/registry.ts";
import { withTimeout } from "../../platform/retry/with-timeout.ts";
import type { Topics } from "../../platform/topics/topics.ts";
import { makePace } from "../limits/pace.ts";

export type AcceptedRuns = {
  /** Counts a run for as long as it is being accepted. */
  begin(): Disposable;
  underWay(): UnderWay;
  accepted(trigger: Trigger): void;
};

/** Runs that are being accepted. */
export type UnderWay = {
  count: number;
  /** For how many milliseconds the oldest of them has been. */
  oldestMs: number;
  /** How many came in the last second, and how many were done with in the best second of the last ten. */
  came: number;
  done: number;
};

export function measureAcceptedRuns(registry: Metrics): AcceptedRuns {
  const accepted = new Counter({
    name: "patchbay_runs_accepted_total",
    help: "Runs that were accepted, by trigger.",
    labelNames: ["trigger"],
    registers: [registry],
  });
  // In the order in which they began.
  const open = new Set<{ since: number }>();
  const pace = makePace();
  return {
    begin() {
      const one = { since: performance.now() };
      open.add(one);
      pace.came();
      return {
        [Symbol.dispose]() {
          open.delete(one);
          pace.done();
        },
      };
    },
    underWay() {
      const [oldest] = open;
      const oldestMs = oldest === undefined ? 0 : performance.now() - oldest.since;
      return { count: open.size, oldestMs, ...pace.lately() };
    },
    accepted: (trigger) => accepted.inc({ trigger }),
  };
}

export function measureWatchers(registry: Metrics, watchers: () => number): void {
  new Gauge({
    name: "patchbay_watchers",
    help: "Event streams that are open: browsers and scripts that watch a run.",
    registers: [registry],
    collect() {
      this.set(watchers());
    },
  });
}

/**
 * The queue and the workers as the database has them. Every web process says the same: take the maximum, not the sum.
 * When the database does not answer these are not a number, and everything else is told all the same.
 */
export function measureQueue(registry: Metrics, pool: pg.Pool, topics: Topics) {
  const registers = [registry];
  const queue = remembered(() => withTimeout(readQueue(pool, null), limitMs), 1000);
  const workers = remembered(() => withTimeout(countWorkers(pool), limitMs), 1000);
  const lag = remembered(() => withTimeout(topicLag(pool, topics), limitMs), 5000);
  new Gauge({
    name: "patchbay_database_up",
    help: "1 when the database answers, else 0.",
    registers,
    async collect() {
      this.set((await queue()) === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: "patchbay_queue_runs",
    help: "Runs that are not finished, by state: queued, running, waiting (for a time, a person or other runs).",
    labelNames: ["state"],
    registers,
    async collect() {
      const found = await queue();
      for (const state of ["queued", "running", "waiting"] as const) this.set({ state }, found?.[state] ?? Number.NaN);
    },
  });
  new Gauge({
    name: "patchbay_queue_oldest_due_seconds",
    help: "For how long the oldest run that could go on has been waiting for a worker; 0 when none waits.",
    registers,
    async collect() {
      const found = await queue();
      this.set(found ? oldestDueSeconds(found) : Number.NaN);
    },
  });
  new Gauge({
    name: "patchbay_topic_lag",
    help: "How many events of topics the triggers that are on have not read.",
    registers,
    async collect() {
      this.set((await lag()) ?? Number.NaN);
    },
  });
  new Gauge({
    name: "patchbay_workers",
    help: "Workers by state: alive, draining, and died within the last hour.",
    labelNames: ["state"],
    registers,
    async collect() {
      const found = await workers();
      for (const state of ["alive", "draining", "died"] as const) this.set({ state }, found?.[state] ?? Number.NaN);
    },
  });
  return { queue, workers, lag };
}

const limitMs = 2000;
