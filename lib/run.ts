/** States of runs and steps, the moves between them, and the events that tell a run's story. */
import * as z from "zod";
import { Usage } from "./models/usage.ts";
import { runStatuses } from "./runs/run-states.ts";
import { waitReasons } from "./runs/wait-reasons.ts";
import { Json } from "./values/json.ts";

export { isFinished, runMoves, runStatuses, unfinished } from "./runs/run-states.ts";

export const RunStatus = z.enum(runStatuses);
export type RunStatus = z.infer<typeof RunStatus>;

const stepStatuses = [
  "running",
  "retrying",
  "waiting",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
  "in_doubt",
] as const;
export const StepStatus = z.enum(stepStatuses);
export type StepStatus = z.infer<typeof StepStatus>;

const triggers = [
  "manual",
  "chat",
  "api",
  "share",
  "schedule",
  "webhook",
  "form",
  "run-ended",
  "topic",
  "batch",
  "replay",
  "map",
] as const;
export const Trigger = z.enum(triggers);
export type Trigger = z.infer<typeof Trigger>;

/**
 * An error as runs and steps keep it: a message for people, and which node it came from. `isOutage`: a part of Patchbay itself
 * is away, and the step waits for it, which is no attempt of the step.
 */
export const RunError = z.object({
  code: z.string(),
  message: z.string(),
  nodeId: z.string().exactOptional(),
  isOutage: z.literal(true).exactOptional(),
});
export type RunError = z.infer<typeof RunError>;

/** Output values by port. A port that is absent was not taken. */
export const Values = z.record(z.string(), Json);
export type Values = z.infer<typeof Values>;

const step = { nodeId: z.string(), iteration: z.string().default("") };

/** What an event says, without its place in the run's log. Token deltas are `[milliseconds since the step began, text]`. */
export const RunEventData = z.discriminatedUnion("type", [
  z.object({ type: z.literal("run.queued") }),
  /** It starts with results of another run: those of these nodes, and what had ended inside those that had started. */
  z.object({
    type: z.literal("run.resumed"),
    from: z.string(),
    nodes: z.array(z.string()),
    begun: z.array(z.string()),
  }),
  z.object({ type: z.literal("run.started"), worker: z.string(), token: z.number().int() }),
  /** Nothing in it can move: it is due again in so many milliseconds (null: when it is woken). */
  z.object({ type: z.literal("run.waiting"), waitMs: z.number().nullable() }),
  z.object({ type: z.literal("run.succeeded"), output: Values }),
  z.object({ type: z.literal("run.failed"), error: RunError }),
  z.object({ type: z.literal("run.cancelled") }),
  z.object({ type: z.literal("step.started"), ...step, attempt: z.number().int() }),
  /** `part`: of one of several texts that grow side by side. `isFresh`: what came before, in this part, is not the answer. */
  z.object({
    type: z.literal("step.tokens"),
    ...step,
    part: z.string().exactOptional(),
    isFresh: z.literal(true).exactOptional(),
    deltas: z.array(z.tuple([z.number(), z.string()])),
  }),
  z.object({
    type: z.literal("step.retrying"),
    ...step,
    attempt: z.number().int(),
    delayMs: z.number(),
    error: RunError,
    usage: Usage.exactOptional(),
  }),
  /** It holds no worker while it waits. `waitMs` is when it continues by itself; null when it has to be woken. */
  z.object({ type: z.literal("step.waiting"), ...step, reason: z.enum(waitReasons), waitMs: z.number().nullable() }),
  z.object({
    type: z.literal("step.succeeded"),
    ...step,
    outputs: Values,
    durationMs: z.number(),
    usage: Usage.exactOptional(),
  }),
  z.object({
    type: z.literal("step.failed"),
    ...step,
    error: RunError,
    durationMs: z.number(),
    usage: Usage.exactOptional(),
  }),
  z.object({ type: z.literal("step.skipped"), ...step }),
  z.object({ type: z.literal("step.cancelled"), ...step }),
  z.object({ type: z.literal("step.in_doubt"), ...step, error: RunError }),
]);
export type RunEventData = z.infer<typeof RunEventData>;

/**
 * An event in a run's log. `seq` starts at 1 and has no gaps. `at` (ISO 8601) never goes back: it is the database's clock at
 * the start of a tenure, and its worker's steady clock from there.
 */
export const RunEvent = z.object({ runId: z.string(), seq: z.number().int(), at: z.string(), data: RunEventData });
export type RunEvent = z.infer<typeof RunEvent>;

/** A value too large for a row, kept as a blob: its hash, size in bytes, and the first characters. */
export const BlobRef = z.object({ $blob: z.string(), bytes: z.number().int(), preview: z.string() });
export type BlobRef = z.infer<typeof BlobRef>;
export const valueLimits = { inline: 64 * 1024, step: 16 * 1024 * 1024 } as const;
