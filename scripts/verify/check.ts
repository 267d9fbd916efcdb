/** What a check of an installation is, and how a list of them is run one after the other. */
import type { Api } from "./api.ts";
import type { Options } from "./options.ts";
import { LeftOut, Problem } from "./problem.ts";

/** One who speaks to another, and how long that took. */
export type Hop = { from: string; to: string; ms: number };
/** What is wrong, and what to do about it. */
export type Complaint = { problem: string; advice: string };

type Finding = { detail: string; hops?: readonly Hop[]; warnings?: readonly Complaint[] };

export type Check = {
  name: string;
  /** Checks without which this one can say nothing. */
  needs: readonly string[];
  run(context: CheckContext): Promise<Finding>;
};

export type CheckContext = {
  api: Api;
  options: Options;
  /** What one check has made and a later one looks at. */
  made: { pipelineId?: string; collectionId?: string /** Of the browser that has signed in. */; cookie?: string };
  /** Done when all checks are over, the last one first; `what` is what stays behind when it fails. */
  cleanUp(what: string, undo: () => Promise<unknown>): void;
};

export type Status = "ok" | "warning" | "failed" | "left out";
export type Outcome = {
  name: string;
  status: Status;
  detail: string;
  complaints: readonly Complaint[];
  hops: readonly Hop[];
};

export type RunChecks = { checks: readonly Check[]; onOutcome?: (outcome: Outcome) => void };

export async function runChecks(
  context: Omit<CheckContext, "cleanUp">,
  { checks, onOutcome = () => {} }: RunChecks,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const undoing: { what: string; undo: () => Promise<unknown> }[] = [];
  const cleanUp = (what: string, undo: () => Promise<unknown>) => void undoing.push({ what, undo });
  const note = (outcome: Outcome) => {
    outcomes.push(outcome);
    onOutcome(outcome);
  };
  for (const check of checks) {
    const lacking = check.needs.find((need) => !outcomes.some(({ name, status }) => name === need && isGood(status)));
    note(lacking === undefined ? await outcomeOf(check, { ...context, cleanUp }) : leftOut(check, lacking));
  }
  const left = await undoAll(undoing);
  if (left.length > 0)
    note({ ...nothing, name: "clean-up", status: "warning", detail: "not complete", complaints: left });
  return outcomes;
}

const isGood = (status: Status) => status === "ok" || status === "warning";
const nothing = { complaints: [], hops: [] };

async function outcomeOf({ name, run }: Check, context: CheckContext): Promise<Outcome> {
  try {
    const { detail, hops = [], warnings = [] } = await run(context);
    return { name, status: warnings.length > 0 ? "warning" : "ok", detail, complaints: warnings, hops };
  } catch (error) {
    if (error instanceof LeftOut) return { ...nothing, name, status: "left out", detail: error.message };
    const problem = error instanceof Error ? error.message : String(error);
    const advice = error instanceof Problem ? error.advice : "Look into the log of the web process and of the workers.";
    return { ...nothing, name, status: "failed", detail: problem, complaints: [{ problem, advice }] };
  }
}

function leftOut({ name }: Check, lacking: string): Outcome {
  return { ...nothing, name, status: "left out", detail: `needs “${lacking}”, which is not in order` };
}

async function undoAll(undoing: readonly { what: string; undo: () => Promise<unknown> }[]): Promise<Complaint[]> {
  const left: Complaint[] = [];
  for (const { what, undo } of undoing.toReversed()) {
    try {
      await undo();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      left.push({ problem: `${what} could not be deleted again. ${reason}`, advice: "Delete it by hand." });
    }
  }
  return left;
}
