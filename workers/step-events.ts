import type { PlanNode } from "../lib/plan.ts";
import type { RunError, Usage, Values } from "../lib/run.ts";
import type { WaitReason } from "../lib/wait-reasons.ts";
import type { ApprovalAsk } from "../lib/waits.ts";

/**
 * Where a step stands in its run. `path` is the way to its node, ids from the outside in (`map1/summarise`); `iteration`
 * the indices of the maps and loops around it (`""` at the top, `3` or `3/0` inside).
 */
export type Place = { path: string; iteration: string };

export function stepKey({ path, iteration }: Place): string {
  return `${path}\n${iteration}`;
}

type Step = { node: PlanNode; at: Place };

/** What the scheduler tells while it runs. */
export type StepEvent = Step &
  (
    | { type: "started"; attempt: number; values: Values }
    /** Taken up where an earlier life of the run left it; `startedAt` by this worker's clock. Nothing new to tell. */
    | { type: "resumed"; attempt: number; values: Values; startedAt: number }
    | { type: "tokens"; ms: number; text: string }
    /** `ms` is when to look again, null when only the outside can end it. */
    | {
        type: "waiting";
        reason: WaitReason;
        ms: number | null;
        approval: ApprovalAsk | undefined;
        /** It waited in an earlier life already, and that is written down. */
        isKnown: boolean;
      }
    | { type: "retrying"; attempt: number; delayMs: number; error: RunError }
    | { type: "succeeded"; outputs: Values; durationMs: number; usage: Usage | undefined }
    /** `outputs` are those that stand in for the step's own, when its node says how to go on after an error. */
    | { type: "failed"; error: RunError; durationMs: number; outputs: Values | undefined }
    | { type: "in_doubt"; error: RunError }
    | { type: "skipped" | "cancelled" }
  );

/** A step that an earlier life of the run began and did not end. */
export type OpenStep = {
  status: "running" | "retrying" | "waiting";
  attempt: number;
  /** Milliseconds until its wait is over; null when it waits for the outside alone, or not at all. */
  waitMs: number | null;
  /** Milliseconds since its first attempt began. */
  startedAgoMs: number;
};

export type Outcome =
  | { status: "succeeded"; output: Values }
  | { status: "failed"; error: RunError }
  | { status: "cancelled" }
  /** Nothing can move: to be looked at again in so many milliseconds, or when the outside says so. */
  | { status: "waiting"; ms: number | null }
  /** Stopped on the way: another worker goes on from what is written down. */
  | { status: "released" };
