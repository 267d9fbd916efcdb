import type { RunEventData } from "../../lib/run.ts";
import type { ApprovalRow, RunJournal, StepRow } from "../journal/run-journal.ts";
import { parkAfterMs } from "../scheduler/run-scheduler.ts";
import { type StepAddress, type StepEvent, stepKey } from "../scheduler/step-events.ts";
import { TokenBuffer } from "./token-buffer.ts";

/** Turns the events of the scheduler into rows and events of the run's journal. */
export function makeJournalRecorder(journal: RunJournal): { emit(event: StepEvent): void; flush(): void } {
  const rows = new Map<string, StepRow>();
  const asked = new Map<string, Omit<ApprovalRow, "status">>();
  const tokens = new TokenBuffer(({ path, iteration }, deltas) =>
    journal.event({ type: "step.tokens", nodeId: path, iteration, deltas }),
  );

  /** A step's row changes as a whole, so each batch that it is part of carries all of it. */
  function update(at: StepAddress, change: Partial<StepRow>): void {
    const key = stepKey(at);
    const row = { ...(rows.get(key) ?? emptyRow(at)), ...change };
    rows.set(key, row);
    journal.step(row);
  }

  function finish(at: StepAddress, change: Partial<StepRow>): void {
    tokens.flush(at);
    update(at, { finishedAt: performance.now(), ...change, waitMs: null });
    rows.delete(stepKey(at));
  }

  /** A pending request for approval is cancelled. */
  function withdraw(at: StepAddress): void {
    const question = asked.get(stepKey(at));
    if (question) journal.approval({ ...question, status: "cancelled" });
  }

  /** Updates the step's row and returns the event to record. */
  function record(event: StepEvent): RunEventData | undefined {
    const place = { nodeId: event.at.path, iteration: event.at.iteration };
    switch (event.type) {
      case "started": {
        const { attempt, values } = event;
        const startedAt = rows.get(stepKey(event.at))?.startedAt ?? performance.now();
        const input = journal.store(values);
        update(event.at, { status: "running", attempt, input, startedAt, error: null, waitMs: null });
        return { type: "step.started", ...place, attempt };
      }
      case "resumed": {
        const { attempt, values, startedAt } = event;
        // The database has this row already; it is written again with the next change of the step.
        rows.set(stepKey(event.at), { ...emptyRow(event.at), attempt, input: journal.store(values), startedAt });
        return undefined;
      }
      case "tokens":
        tokens.add(event.at, [Math.round(event.ms), event.text]);
        return undefined;
      case "waiting": {
        const { reason, ms, approval, isKnown } = event;
        if (approval) asked.set(stepKey(event.at), { ...place, ...approval });
        if (isKnown) return undefined;
        update(event.at, { status: "waiting", waitMs: ms });
        if (approval) journal.approval({ ...place, ...approval, status: "waiting" });
        return { type: "step.waiting", ...place, reason, waitMs: ms };
      }
      case "retrying": {
        const { attempt, delayMs, error } = event;
        tokens.flush(event.at);
        update(event.at, { status: "retrying", error, waitMs: delayMs > parkAfterMs ? delayMs : null });
        return { type: "step.retrying", ...place, attempt, delayMs, error };
      }
      case "succeeded": {
        const { durationMs, usage } = event;
        const outputs = journal.store(event.outputs);
        if (usage) journal.usage(usage);
        finish(event.at, { status: "succeeded", output: outputs, durationMs, usage });
        const data = { type: "step.succeeded" as const, ...place, outputs, durationMs };
        return usage ? { ...data, usage } : data;
      }
      case "failed": {
        const { error, durationMs, outputs } = event;
        finish(event.at, { status: "failed", error, durationMs, output: outputs ? journal.store(outputs) : null });
        return { type: "step.failed", ...place, error, durationMs };
      }
      case "in_doubt":
        finish(event.at, { status: "in_doubt", error: event.error });
        return { type: "step.in_doubt", ...place, error: event.error };
      case "cancelled":
        withdraw(event.at);
        finish(event.at, { status: "cancelled" });
        return { type: "step.cancelled", ...place };
      case "skipped":
        finish(event.at, { status: "skipped", finishedAt: null });
        return { type: "step.skipped", ...place };
    }
  }

  function emit(event: StepEvent): void {
    const data = record(event);
    if (data) journal.event(data);
  }

  return { emit, flush: () => tokens.flush() };
}

function emptyRow({ path, iteration }: StepAddress): StepRow {
  return {
    nodeId: path,
    iteration,
    status: "running",
    attempt: 1,
    input: null,
    output: null,
    error: null,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    usage: undefined,
    waitMs: null,
  };
}
