import type { PlanNode } from "../lib/plan.ts";
import type { RunEventData, Values } from "../lib/run.ts";
import type { RunJournal, StepRow } from "./run-journal.ts";
import type { StepEvent } from "./step-events.ts";
import { TokenBuffer } from "./token-buffer.ts";

/** Turns what the scheduler tells into rows and events of the run's journal. */
export function recordInto(journal: RunJournal): { emit(event: StepEvent): void; flush(): void } {
  const rows = new Map<number, StepRow>();
  const tokens = new TokenBuffer((nodeId, deltas) =>
    journal.event({ type: "step.tokens", nodeId, iteration: "", deltas }),
  );

  /** A step's row changes as a whole: the same row goes into each page which the step has a part in. */
  function update(node: PlanNode, change: Partial<StepRow>): StepRow {
    const row = { ...(rows.get(node.index) ?? emptyRow(node)), ...change };
    rows.set(node.index, row);
    journal.step(row);
    return row;
  }

  function finish(node: PlanNode, change: Partial<StepRow>): void {
    tokens.flush(node.id);
    update(node, { ...change, finishedAt: performance.now() });
    rows.delete(node.index);
  }

  /** Changes the step's row and says what its event is. */
  function note(event: StepEvent): RunEventData | undefined {
    const { node } = event;
    const at = { nodeId: node.id, iteration: "" };
    switch (event.type) {
      case "started": {
        const input: Values = journal.store(event.values);
        update(node, { status: "running", attempt: event.attempt, input, startedAt: performance.now(), error: null });
        return { type: "step.started", ...at, attempt: event.attempt };
      }
      case "tokens":
        tokens.add(node.id, [Math.round(event.ms), event.text]);
        return undefined;
      case "retrying": {
        const { attempt, delayMs, error } = event;
        tokens.flush(node.id);
        update(node, { status: "retrying", error });
        return { type: "step.retrying", ...at, attempt, delayMs, error };
      }
      case "succeeded": {
        const { durationMs, usage } = event;
        const outputs = journal.store(event.outputs);
        if (usage) journal.usage(usage);
        finish(node, { status: "succeeded", output: outputs, durationMs, usage });
        const data = { type: "step.succeeded" as const, ...at, outputs, durationMs };
        return usage ? { ...data, usage } : data;
      }
      case "failed": {
        const { error, durationMs, outputs } = event;
        finish(node, { status: "failed", error, durationMs, output: outputs ? journal.store(outputs) : null });
        return { type: "step.failed", ...at, error, durationMs };
      }
      case "in_doubt":
        finish(node, { status: "in_doubt", error: event.error });
        return { type: "step.in_doubt", ...at, error: event.error };
      case "cancelled":
        finish(node, { status: "cancelled" });
        return { type: "step.cancelled", ...at };
      case "skipped":
        update(node, { status: "skipped" });
        return { type: "step.skipped", ...at };
    }
  }

  function emit(event: StepEvent): void {
    const data = note(event);
    if (data) journal.event(data);
  }

  return { emit, flush: () => tokens.flush() };
}

function emptyRow(node: PlanNode): StepRow {
  return {
    nodeId: node.id,
    iteration: "",
    status: "running",
    attempt: 1,
    input: null,
    output: null,
    error: null,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    usage: undefined,
  };
}
