/** Runs and steps as pages, REST and scripts see them. Dates are ISO 8601 strings; durations are milliseconds. */
import * as z from "zod";
import { AnswerOutcome } from "../models/usage.ts";
import { RunError, RunStatus, StepStatus, Trigger, type Values } from "../run.ts";
import { TimeCursor, VersionNumber } from "../values/bounds.ts";
import { isObject } from "../values/is-object.ts";
import { Json } from "../values/json.ts";

const when = z.string().nullable();

/**
 * Values of a run that is read: they were parsed when they were written. A run may have tens of megabytes of them, and parsing
 * these once more kept a web process from everything else for seconds.
 */
const WrittenValues = z
  .custom<Values>((value) => isObject(value))
  .meta({ override: { type: "object", additionalProperties: true } });

/** Which graph a run runs: a published version, or the draft as it is now. */
export const RunVersion = z.union(
  [VersionNumber, z.literal("draft")],
  "Should be the number of a published version, or “draft”.",
);
export type RunVersion = z.infer<typeof RunVersion>;

export const RunSummary = z.object({
  id: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  /** The published version that ran; null for a run of the draft. */
  version: z.number().int().nullable(),
  status: RunStatus,
  trigger: Trigger,
  /** The trigger node that started it, of which `input` is the event; null when it began at its Input node. */
  triggerNode: z.string().nullable(),
  error: RunError.nullable(),
  tokensIn: z.number().int(),
  tokensOut: z.number().int(),
  /** US dollars for `tokensPriced` of the tokens: those whose price is known. null when that is none of them. */
  costUsd: z.number().nullable(),
  /** Less than all tokens: `costUsd` is a lower bound. */
  tokensPriced: z.number().int(),
  createdAt: z.string(),
  startedAt: when,
  finishedAt: when,
  durationMs: z.number().nullable(),
  createdBy: z.string().nullable(),
  /** The run of which this one is a part: a share of a map's items. */
  parentId: z.string().nullable(),
  /** Of such a part: the step it belongs to, and which part it is. */
  parentNode: z.string().nullable(),
  parentIteration: z.string().nullable(),
  parentIndex: z.number().int().nullable(),
  /** The run whose results this one began with. */
  resumedFrom: z.string().nullable(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** Why a run rests: a step has failed, and is tried again. `since`: when its first attempt began. */
export const RunPause = z.object({ message: z.string(), since: when });
export type RunPause = z.infer<typeof RunPause>;

/** As a list of runs shows it. */
export const RunListItem = RunSummary.extend({
  /** What it was asked for, in one line of at most 200 characters. */
  inputPreview: z.string(),
  pause: RunPause.nullable(),
});
export type RunListItem = z.infer<typeof RunListItem>;

/**
 * One node in one run; inside a nested pipeline `nodeId` is its path, such as "each/summarise". A value over 64 kB
 * stands in `input` or `output` as a BlobRef.
 */
export const StepView = z.object({
  nodeId: z.string(),
  /** "" outside loops and maps; "3" or "3/0" inside. */
  iteration: z.string(),
  status: StepStatus,
  attempt: z.number().int(),
  input: WrittenValues.nullable(),
  output: WrittenValues.nullable(),
  error: RunError.nullable(),
  startedAt: when,
  finishedAt: when,
  durationMs: z.number().nullable(),
  tokensIn: z.number().int().nullable(),
  tokensOut: z.number().int().nullable(),
  /** The part of `tokensIn` that the provider had in its cache. */
  tokensCached: z.number().int().nullable(),
  /** US dollars for `tokensPriced` of the tokens; null when no price is known. */
  costUsd: z.number().nullable(),
  tokensPriced: z.number().int().nullable(),
  model: z.string().nullable(),
  /** Why the model's answer ended; null for a step that asks no language model. */
  outcome: AnswerOutcome.nullable(),
  /** The run whose result was taken over instead of running again. */
  reusedFrom: z.string().nullable(),
  /** Of a waiting step: when it goes on by itself. */
  waitUntil: when,
});
export type StepView = z.infer<typeof StepView>;

export const RunDetail = RunSummary.extend({
  snapshotId: z.string(),
  shareLinkId: z.string().nullable(),
  cancelRequested: z.boolean(),
  /** seq of the newest event; a watcher that starts behind it misses nothing. */
  lastSeq: z.number().int(),
  input: WrittenValues,
  output: WrittenValues.nullable(),
  steps: z.array(StepView),
});
export type RunDetail = z.infer<typeof RunDetail>;

/** A run without its steps: what starting one with `?wait` answers. */
export const RunOutcome = RunDetail.omit({ steps: true });
export type RunOutcome = z.infer<typeof RunOutcome>;

export const RunPage = z.object({ items: z.array(RunListItem), nextCursor: z.string().exactOptional() });
export type RunPage = z.infer<typeof RunPage>;

/** What a list of runs can be narrowed to. `from` and `to` are ISO dates; `version: null` means the draft. */
export const RunFilters = z.object({
  pipelineId: z.string().optional(),
  status: z.union([RunStatus, z.array(RunStatus)]).optional(),
  version: VersionNumber.nullable().optional(),
  trigger: z.union([Trigger, z.array(Trigger)]).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  search: z.string().trim().min(1).max(200).optional().meta({
    pattern: "\\S",
    description:
      "Text in the run's id, input, output or error, in any letter case. Of a value over 64 kB only the start is searched.",
  }),
  parentId: z.string().optional().meta({ description: "The child runs of this run, which no other list shows." }),
  cursor: TimeCursor.optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type RunFilters = z.infer<typeof RunFilters>;

/** How many runs a filter finds. `isExact` is false when there are more than were counted. */
export const RunCount = z.object({ count: z.number().int(), isExact: z.boolean() });
export type RunCount = z.infer<typeof RunCount>;

/** A value kept as a blob, read back whole. */
export const BlobView = z.object({ value: Json });
