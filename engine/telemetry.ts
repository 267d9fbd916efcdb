/** What a worker reports about its work: to metrics always, to traces when they are on. */
import type { Log } from "../platform/log.ts";
import type { ClaimedRun } from "./queue/claim/claimed-run.ts";
import type { Outcome, StepEvent } from "./scheduler/step-events.ts";

/**
 * How this worker's tenure of a run ended. Lost: another worker holds it now, or it was cancelled or expired before the
 * worker that claimed it inline could write (`wasOurs` is false).
 */
export type RunEnd = Outcome | { status: "lost"; wasOurs?: boolean };

export type RunTelemetry = { step(event: StepEvent): void; end(end: RunEnd): void };

export type JournalWrite = { batches: number; steps: number; events: number; blobs: number; ms: number };

export type Telemetry = {
  start(run: ClaimedRun): RunTelemetry;
  wrote(write: JournalWrite): void;
  /** The database did not take a write of the journal; it is retried. */
  retriedWrite(): void;
};

const nothing: RunTelemetry = { step() {}, end() {} };

/** One telemetry that passes everything on to several. What one of them throws is logged and reaches neither run nor journal. */
export function combineTelemetry(listeners: readonly Telemetry[], log: Log): Telemetry {
  const each = <Listener>(all: readonly Listener[], report: (listener: Listener) => void) => {
    for (const listener of all) guarded(log, () => report(listener));
  };
  return {
    start(run) {
      const runs = listeners.map((listener) => guarded(log, () => listener.start(run)) ?? nothing);
      return {
        step: (event) => each(runs, (of) => of.step(event)),
        end: (end) => each(runs, (of) => of.end(end)),
      };
    },
    wrote: (write) => each(listeners, (of) => of.wrote(write)),
    retriedWrite: () => each(listeners, (of) => of.retriedWrite()),
  };
}

function guarded<T>(log: Log, report: () => T): T | undefined {
  try {
    return report();
  } catch (error) {
    log.error({ err: error }, "metrics, log or traces failed to take what was reported; the run goes on");
    return undefined;
  }
}
