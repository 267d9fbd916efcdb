import type { RunEventData } from "../../lib/run.ts";
import type { ApprovalRow, RunJournal, StepRow } from "../journal/run-journal.ts";
import { parkAfterMs } from "../scheduler/run-scheduler.ts";
import { type StepAddress, type StepEvent, stepKey } from "../scheduler/step-events.ts";
import { makeStepRows } from "./step-rows.ts";
import { TokenBuffer } from "./token-buffer.ts";

type EventOf<Type extends StepEvent["type"]> = Extract<StepEvent, { type: Type }>;
type End = EventOf<"succeeded" | "failed" | "in_doubt" | "cancelled" | "skipped">;
type Progress = Exclude<StepEvent, End>;

/** Turns the events of the scheduler into rows and events of the run's journal. */
export function makeJournalRecorder(journal: RunJournal): { emit(event: StepEvent): void; flush(): void } {
  const rows = makeStepRows(journal);
  const asked = new Map<string, Omit<ApprovalRow, "status">>();
  let now: number | undefined;
  const tokens = new TokenBuffer(({ at: { path, iteration }, to }, deltas) =>
    journal.event({ type: "step.tokens", nodeId: path, iteration, ...to, deltas }, now),
  );
  const parts = { journal, rows, asked, tokens };
  return {
    emit(event) {
      // Rows and events of one occurrence have the same time.
      const time = Math.floor("time" in event ? event.time : journal.clock.now());
      now = time;
      const data = isEnd(event) ? recordEnd(parts, event, time) : recordProgress(parts, event, time);
      if (data) journal.event(data, time);
      now = undefined;
    },
    flush: () => tokens.flush(),
  };
}

/** What the steps of one item or round had is let go when the next one runs. */
function holding({ iteration }: StepAddress): { isIterated: boolean } {
  return { isIterated: iteration !== "" };
}

type Parts = {
  journal: RunJournal;
  rows: ReturnType<typeof makeStepRows>;
  /** Requests for approval that a step waits for. */
  asked: Map<string, Omit<ApprovalRow, "status">>;
  tokens: TokenBuffer;
};

function isEnd(event: StepEvent): event is End {
  const { type } = event;
  return type === "succeeded" || type === "failed" || type === "in_doubt" || type === "cancelled" || type === "skipped";
}

/** Updates the step's row and returns the event to record. */
function recordProgress(
  { journal, rows, asked, tokens }: Parts,
  event: Progress,
  time: number,
): RunEventData | undefined {
  const { at } = event;
  const place = { nodeId: at.path, iteration: at.iteration };
  switch (event.type) {
    case "started": {
      const { attempt, values } = event;
      const startedAt = Math.floor(event.startedAt);
      const input = journal.store(values, holding(at));
      rows.update(at, { status: "running", attempt, input, startedAt, error: null, waitUntil: null });
      return { type: "step.started", ...place, attempt };
    }
    case "resumed": {
      const { attempt, values, startedAt } = event;
      rows.resume(at, { attempt, input: journal.store(values, holding(at)), startedAt: Math.floor(startedAt) });
      return undefined;
    }
    case "tokens":
      tokens.add(event, [Math.round(event.ms), event.text]);
      return undefined;
    case "waiting": {
      const { reason, ms, approval, isKnown } = event;
      if (approval) asked.set(stepKey(at), { ...place, ...approval });
      if (isKnown) return undefined;
      rows.update(at, { status: "waiting", waitUntil: ms === null ? null : time + ms });
      if (approval) journal.approval({ ...place, ...approval, status: "waiting" });
      return { type: "step.waiting", ...place, reason, waitMs: ms };
    }
    case "retrying": {
      const { attempt, delayMs, error, usage } = event;
      if (usage) journal.usage(usage);
      tokens.flush(at);
      rows.update(at, { status: "retrying", error, waitUntil: delayMs > parkAfterMs ? time + delayMs : null });
      return { type: "step.retrying", ...place, attempt, delayMs, error, ...(usage ? { usage } : {}) };
    }
  }
}

/** The same for the last event of a step. */
function recordEnd({ journal, rows, asked, tokens }: Parts, event: End, time: number): RunEventData {
  const { at } = event;
  const place = { nodeId: at.path, iteration: at.iteration };
  const finish = (change: Partial<StepRow>) => {
    tokens.flush(at);
    rows.finish(at, { finishedAt: time, ...change });
  };
  switch (event.type) {
    case "succeeded": {
      const { durationMs, usage } = event;
      const outputs = journal.store(event.outputs, holding(at));
      if (usage) journal.usage(usage);
      finish({ status: "succeeded", output: outputs, durationMs, usage });
      const data = { type: "step.succeeded" as const, ...place, outputs, durationMs };
      return usage ? { ...data, usage } : data;
    }
    case "failed": {
      const { error, durationMs, outputs, usage } = event;
      if (usage) journal.usage(usage);
      finish({
        status: "failed",
        error,
        durationMs,
        output: outputs ? journal.store(outputs, holding(at)) : null,
        usage,
      });
      return { type: "step.failed", ...place, error, durationMs, ...(usage ? { usage } : {}) };
    }
    case "in_doubt":
      finish({ status: "in_doubt", error: event.error });
      return { type: "step.in_doubt", ...place, error: event.error };
    case "cancelled":
      withdraw(journal, asked.get(stepKey(at)));
      finish({ status: "cancelled" });
      return { type: "step.cancelled", ...place };
    case "skipped":
      finish({ status: "skipped", finishedAt: null });
      return { type: "step.skipped", ...place };
  }
}

/** A pending request for approval is cancelled. */
function withdraw(journal: RunJournal, question: Omit<ApprovalRow, "status"> | undefined): void {
  if (question) journal.approval({ ...question, status: "cancelled" });
}
