/** What a worker reports about its work: to metrics always, to traces when they are on. */
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

/** One telemetry that passes everything on to several. */
export function combineTelemetry(listeners: readonly Telemetry[]): Telemetry {
  const [only] = listeners;
  if (only !== undefined && listeners.length === 1) return only;
  return {
    start(run) {
      const runs = listeners.map((listener) => listener.start(run));
      return {
        step(event) {
          for (const each of runs) each.step(event);
        },
        end(end) {
          for (const each of runs) each.end(end);
        },
      };
    },
    wrote(write) {
      for (const listener of listeners) listener.wrote(write);
    },
    retriedWrite() {
      for (const listener of listeners) listener.retriedWrite();
    },
  };
}
