import type { StepEvent } from "../engine/scheduler/step-events.ts";
import type { Telemetry } from "../engine/telemetry.ts";
import { Counter, Gauge, Histogram } from "../platform/metrics/instruments.ts";
import { type Metrics, quickBuckets, secondsBuckets } from "../platform/metrics/registry.ts";

/** Counts what a worker does. Each count costs a third of a microsecond; nothing is kept per run. */
export function countWork(registry: Metrics): Telemetry {
  const registers = [registry];
  const claims = new Counter({
    name: "patchbay_claims_total",
    help: "Runs this worker claimed, for the first time (first) or to continue (again).",
    labelNames: ["kind"],
    registers,
  });
  const waited = new Histogram({
    name: "patchbay_run_wait_seconds",
    help: "Time from a run's acceptance to the claim with which it began.",
    buckets: secondsBuckets,
    registers,
  });
  const ends = new Counter({
    name: "patchbay_run_ends_total",
    help: "How runs left this worker: succeeded, failed, cancelled, waiting (parked), released (returned to the queue), lost (its lease expired).",
    labelNames: ["status"],
    registers,
  });
  const held = new Histogram({
    name: "patchbay_run_held_seconds",
    help: "Time from a claim to the end of the run or to its release by this worker.",
    buckets: secondsBuckets,
    registers,
  });
  const journal = countJournal(registry);
  const step = countSteps(registry);
  return {
    start(run) {
      const since = performance.now();
      claims.inc({ kind: run.isNew ? "first" : "again" });
      if (run.isNew) waited.observe(run.waitedMs / 1000);
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
    help: "Steps by node type and how they ended; retrying counts failed attempts that are repeated.",
    labelNames: ["type", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "patchbay_step_duration_seconds",
    help: "Duration of steps that succeeded or failed, by node type.",
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
    if (!event.usage || event.node.body) return;
    tokens.inc({ direction: "in" }, event.usage.tokensIn ?? 0);
    tokens.inc({ direction: "out" }, event.usage.tokensOut ?? 0);
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
    help: "What the journal wrote: batches (kind pages: one for each run in a commit), steps, events and blobs.",
    labelNames: ["kind"],
    registers,
  });
  const retries = new Counter({
    name: "patchbay_journal_retries_total",
    help: "Group commits that the database did not accept and that were retried.",
    registers,
  });
  return {
    wrote({ ms, batches, ...counts }) {
      seconds.observe(ms / 1000);
      // The label keeps the name that dashboards know.
      rows.inc({ kind: "pages" }, batches);
      for (const [kind, count] of Object.entries(counts)) if (count > 0) rows.inc({ kind }, count);
    },
    retriedWrite: () => retries.inc(),
  };
}

type Now = { running(): number; capacity(): number; isDraining(): boolean };

/** Gauges that are read when they are scraped. */
export function measureWorker(registry: Metrics, worker: Now): void {
  const registers = [registry];
  new Gauge({
    name: "patchbay_worker_runs",
    help: "Runs that this worker holds.",
    registers,
    collect() {
      this.set(worker.running());
    },
  });
  // patchbay_worker_room is the name of earlier releases; dashboards and alerts may still use it.
  for (const name of ["patchbay_worker_capacity", "patchbay_worker_room"]) {
    new Gauge({
      name,
      help: "How many more runs this worker would claim now; 0 when it is full or its event loop is late.",
      registers,
      collect() {
        this.set(worker.capacity());
      },
    });
  }
  new Gauge({
    name: "patchbay_worker_draining",
    help: "1 while this worker stops, else 0.",
    registers,
    collect() {
      this.set(worker.isDraining() ? 1 : 0);
    },
  });
}
