import type { PlanNode } from "../lib/plan.ts";
import type { RunError, Usage, Values } from "../lib/run.ts";

/** What the scheduler tells while it runs. */
export type StepEvent =
  | { type: "started"; node: PlanNode; attempt: number; values: Values }
  | { type: "tokens"; node: PlanNode; ms: number; text: string }
  | { type: "retrying"; node: PlanNode; attempt: number; delayMs: number; error: RunError }
  | { type: "succeeded"; node: PlanNode; outputs: Values; durationMs: number; usage: Usage | undefined }
  /** `outputs` are those that stand in for the step's own, when its node says how to go on after an error. */
  | { type: "failed"; node: PlanNode; error: RunError; durationMs: number; outputs: Values | undefined }
  | { type: "in_doubt"; node: PlanNode; error: RunError }
  | { type: "skipped" | "cancelled"; node: PlanNode };

export type Outcome =
  | { status: "succeeded"; output: Values }
  | { status: "failed"; error: RunError }
  | { status: "cancelled" }
  /** Stopped on the way: another worker goes on from what is written down. */
  | { status: "released" };
