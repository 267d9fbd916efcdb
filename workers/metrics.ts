import { Counter, Gauge, Histogram } from "@prometheus-io/client";
import { type Metrics, quickBuckets, secondsBuckets } from "../server/metrics/registry.ts";
import type { StepEvent } from "./step-events.ts";
import type { Telemetry } from "./telemetry.ts";

/** Counts what a worker does. Each word costs a third of a microsecond; nothing is kept per run. */
export function countWork(registry: Metrics): Telemetry {
  const registers = [registry];
  const claims = new Counter({
    name: "patchbay_claims_total",
    help: "Runs this worker took, for the first time (first) or to go on with (again).",
    labelNames: ["kind"],
    registers,
  });
  const waited = new Histogram({
    name: "patchbay_run_wait_seconds",
    help: "Time from a run's acceptance to its first claim.",
    buckets: secondsBuckets,
    registers,
  });
  const ends = new Counter({
    name: "patchbay_run_ends_total",
    help: "How runs left this worker: succeeded, failed, cancelled, waiting (parked), released (given back), lost (its lease was over).",
    labelNames: ["status"],
    registers,
  });
  const held = new Histogram({
    name: "patchbay_run_held_seconds",
    help: "Time from a claim to the run's end or to where this worker let go of it.",
    buckets: secondsBuckets,
    registers,
  });
  const journal = countJournal(registry);
  const step = countSteps(registry);
  return {
    begin(run) {
      const since = performance.now();
      claims.inc({ kind: run.isNew ? "first" : "again" });
      if (run.token === 1) waited.observe(run.waitedMs / 1000);
      return {
        step,
        end({ status }) {
          ends.inc({ status });
          held.observe((performance.now() - since) / 1000);
        },
      };
    },
    ...journal,
  };
}

function countSteps(registry: Metrics): (event: StepEvent) => void {
  const registers = [registry];
  const steps = new Counter({
    name: "patchbay_steps_total",
    help: "Steps by node type and how they ended; retrying counts tries that failed and are made again.",
    labelNames: ["type", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "patchbay_step_duration_seconds",
    help: "How long steps took that succeeded or failed, by node type.",
    labelNames: ["type", "status"],
    buckets: secondsBuckets,
    registers,
  });
  const tokens = new Counter({
    name: "patchbay_tokens_total",
    help: "Tokens that went into models (in) and came out of them (out).",
    labelNames: ["direction"],
    registers,
  });
  return (event) => {
    if (event.type === "started" || event.type === "tokens") return;
    const labels = { type: event.node.type, status: event.type };
    steps.inc(labels);
    if (event.type !== "succeeded" && event.type !== "failed") return;
    durations.observe(labels, event.durationMs / 1000);
    // Child runs have counted theirs where they ran.
    if (event.type !== "succeeded" || !event.usage || event.node.body) return;
    tokens.inc({ direction: "in" }, event.usage.tokensIn);
    tokens.inc({ direction: "out" }, event.usage.tokensOut);
  };
}

function countJournal(registry: Metrics): Pick<Telemetry, "wrote" | "retriedWrite"> {
  const registers = [registry];
  const seconds = new Histogram({
    name: "patchbay_journal_write_seconds",
    help: "Time of a group commit; its count is the number of commits.",
    buckets: quickBuckets,
    registers,
  });
  const rows = new Counter({
    name: "patchbay_journal_rows_total",
    help: "What the journal wrote: pages (one for each run in a commit), steps, events and blobs.",
    labelNames: ["kind"],
    registers,
  });
  const retries = new Counter({
    name: "patchbay_journal_retries_total",
    help: "Group commits that the database did not take and that were tried again.",
    registers,
  });
  return {
    wrote({ ms, ...counts }) {
      seconds.observe(ms / 1000);
      for (const [kind, count] of Object.entries(counts)) if (count > 0) rows.inc({ kind }, count);
    },
    retriedWrite: () => retries.inc(),
  };
}

type Now = { running(): number; room(): number; isDraining(): boolean };

/** What is so at this moment. */
export function measureWorker(registry: Metrics, worker: Now): void {
  const registers = [registry];
  new Gauge({
    name: "patchbay_worker_runs",
    help: "Runs in the hands of this worker.",
    registers,
    collect() {
      this.set(worker.running());
    },
  });
  new Gauge({
    name: "patchbay_worker_room",
    help: "How many more runs this worker would take now; 0 when it is full or its event loop is late.",
    registers,
    collect() {
      this.set(worker.room());
    },
  });
  new Gauge({
    name: "patchbay_worker_draining",
    help: "1 while this worker stops, else 0.",
    registers,
    collect() {
      this.set(worker.isDraining() ? 1 : 0);
    },
  });
}
