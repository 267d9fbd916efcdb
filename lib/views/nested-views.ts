/** What goes on inside maps, loops and sub-pipelines of a run, as pages and REST see it. */
import * as z from "zod";
import { RunError, StepStatus } from "../run.ts";
import { StepView } from "./run-views.ts";

/** How the items of a map, or the rounds of a loop, stand. */
export const Progress = z.object({
  /** The node outside everything. */
  nodeId: z.string(),
  /** How many there will be; null where it is not known beforehand. */
  total: z.number().int().nullable(),
  done: z.number().int(),
  failed: z.number().int(),
  working: z.number().int(),
});
export type Progress = z.infer<typeof Progress>;

/** How far a node inside a map or a loop is, over all items or rounds. */
export const InsideCount = z.object({
  /** The node's id inside the body. */
  nodeId: z.string(),
  done: z.number().int(),
  failed: z.number().int(),
  working: z.number().int(),
  skipped: z.number().int(),
});
export type InsideCount = z.infer<typeof InsideCount>;

/** One item of a map or one round of a loop: its steps taken together. */
export const IterationView = z.object({
  iteration: z.string(),
  status: StepStatus,
  steps: z.number().int(),
  startedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  error: RunError.nullable(),
});
export type IterationView = z.infer<typeof IterationView>;

export const IterationPage = z.object({ items: z.array(IterationView), nextCursor: z.string().exactOptional() });
export type IterationPage = z.infer<typeof IterationPage>;

/** The steps of one item or round. */
export const IterationSteps = z.array(StepView);
