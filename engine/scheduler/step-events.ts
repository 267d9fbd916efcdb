import type { Usage } from "../../lib/models/usage.ts";
import type { PlanNode } from "../../lib/plan.ts";
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

/** What the scheduler reports while it runs. */
export type StepEvent = Step &
  (
    | { type: "started"; attempt: number; values: Values }
    /** Resumed where an earlier tenure of the run left it; `startedAt` by this worker's clock. Nothing new to record. */
    | { type: "resumed"; attempt: number; values: Values; startedAt: number }
    | { type: "tokens"; ms: number; text: string }
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
    | { type: "succeeded"; outputs: Values; durationMs: number; usage: Usage | undefined }
    /** `outputs` replace the step's own, when its node says how to continue after an error. */
    | { type: "failed"; error: RunError; durationMs: number; outputs: Values | undefined; usage: Usage | undefined }
    | { type: "in_doubt"; error: RunError }
    | { type: "skipped" | "cancelled" }
  );

/** A step that an earlier tenure of the run started and did not end. */
export type OpenStep = {
  status: "running" | "retrying" | "waiting";
  attempt: number;
  /** Milliseconds until its wait is over; null when it waits for something external alone, or not at all. */
  waitMs: number | null;
  /** Milliseconds since its first attempt began. */
  startedAgoMs: number;
};

export type Outcome =
  | { status: "succeeded"; output: Values }
  | { status: "failed"; error: RunError }
  | { status: "cancelled" }
  /** Parked: due again in so many milliseconds, or when it is woken. */
  | { status: "waiting"; ms: number | null }
  /** Stopped before its end: another worker continues from what is recorded. */
  | { status: "released" };
