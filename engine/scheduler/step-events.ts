import type { Plan, PlanNode } from "../../lib/graph/plan.ts";
import type { Usage } from "../../lib/models/usage.ts";
import type { RunError, Values } from "../../lib/run.ts";
import type { WaitReason } from "../../lib/runs/wait-reasons.ts";
import type { ApprovalAsk } from "../../lib/runs/waits.ts";

/**
 * The address of a step in its run. `path` leads to its node, ids from the outermost in (`map1/summarise`); `iteration`
 * the indices of the maps and loops around it (`""` at the top, `3` or `3/0` inside).
 */
export type StepAddress = { path: string; iteration: string };

export function stepKey({ path, iteration }: StepAddress): string {
  return `${path}\n${iteration}`;
}

type Step = { node: PlanNode; at: StepAddress };
type Failure = { error: RunError; outputs: Values | undefined; usage: Usage | undefined };

/** What the scheduler reports while it runs. */
export type StepEvent = Step &
  /** `time` is now, `startedAt` when its first attempt began; both by the run's clock, in milliseconds. */
  (
    | { type: "started"; attempt: number; values: Values; time: number; startedAt: number }
    /** Resumed where an earlier tenure of the run left it. Nothing new to record. */
    | { type: "resumed"; attempt: number; values: Values; startedAt: number }
    /** `isFresh`: what came before, in this part, is not the answer. */
    | { type: "tokens"; ms: number; text: string; part?: string; isFresh?: true }
    /** `ms` until its time is over, null when only something external can end it. */
    | {
        type: "waiting";
        reason: WaitReason;
        ms: number | null;
        approval: ApprovalAsk | undefined;
        /** It waited in an earlier tenure already, and that is recorded. */
        isKnown: boolean;
      }
    | { type: "retrying"; attempt: number; delayMs: number; error: RunError; usage: Usage | undefined }
    /** `durationMs` is from its first start to now (`time`), with all attempts and the pauses between them. */
    | { type: "succeeded"; outputs: Values; time: number; durationMs: number; usage: Usage | undefined }
    /** `outputs` replace the step's own, when its node says how to continue after an error. */
    | (Failure & { type: "failed"; time: number; durationMs: number })
    | { type: "in_doubt"; error: RunError }
    | { type: "skipped" | "cancelled" }
  );

/** A step that an earlier tenure of the run started and did not end. */
export type OpenStep = {
  status: "running" | "retrying" | "waiting";
  attempt: number;
  /** Milliseconds until its wait is over; null when it waits for something external alone, or not at all. */
  waitMs: number | null;
  /** When its first attempt began, by the run's clock. */
  startedAt: number;
  /** It pauses for a part of Patchbay that was away: it goes on with the same attempt. */
  isOutage?: boolean;
  /** Its workers ended under it so often that it does not run again. */
  isFailing?: boolean;
};

export type Outcome =
  | { status: "succeeded"; output: Values }
  | { status: "failed"; error: RunError }
  | { status: "cancelled" }
  /** Parked: due again in so many milliseconds, or when it is woken. */
  | { status: "waiting"; ms: number | null }
  /** Stopped before its end: another worker continues from what is recorded. */
  | { status: "released" };

/**
 * A plan with its address in the run: `prefix` is the path to it (`map1/`), `iteration` the indices around it. One that
 * `isAlone` is a single node, whose inputs are the input and whose outputs are the output.
 */
export type Frame = {
  plan: Plan;
  prefix: string;
  iteration: string;
  input: Values;
  trigger?: string | undefined;
  isAlone?: boolean;
};
