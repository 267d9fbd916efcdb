import type { RunJournal, StepRow } from "../journal/run-journal.ts";
import { type StepAddress, stepKey } from "../scheduler/step-events.ts";

export type StepRows = {
  /** A step's row changes as a whole, so each batch that it is part of carries all of it. */
  update(at: StepAddress, change: Partial<StepRow>): void;
  /** The last change of a step; `finishedAt` among it, unless it never began. */
  finish(at: StepAddress, change: Partial<StepRow>): void;
  /** The database has this row already; it is written again with the next change of the step. */
  resume(at: StepAddress, known: Partial<StepRow>): void;
};

/** The rows of the steps that are under way. */
export function makeStepRows(journal: Pick<RunJournal, "step">): StepRows {
  const rows = new Map<string, StepRow>();
  const update = (at: StepAddress, change: Partial<StepRow>) => {
    const key = stepKey(at);
    const row = { ...(rows.get(key) ?? emptyRow(at)), ...change };
    rows.set(key, row);
    journal.step(row);
  };
  return {
    update,
    finish(at, change) {
      update(at, { ...change, waitUntil: null });
      rows.delete(stepKey(at));
    },
    resume(at, known) {
      rows.set(stepKey(at), { ...emptyRow(at), ...known });
    },
  };
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
    waitUntil: null,
  };
}
