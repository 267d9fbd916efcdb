/** What travels over the broker. Every receiver parses; a message that does not parse goes to the dead-letter topic. */
import * as z from "zod";
import { Budget } from "./models/budget.ts";
import type { Values } from "./run.ts";
import { isObject } from "./values/is-object.ts";
import { Json } from "./values/json.ts";

export const topics = {
  runs: "patchbay.runs",
  events: "patchbay.events",
  control: "patchbay.control",
  /** "Workers have come or gone." Each reads from the database which are alive. */
  workers: "patchbay.workers",
  /** "Documents of this collection are waiting to be embedded." */
  documents: "patchbay.documents",
  drafts: "patchbay.drafts",
  probe: "patchbay.echo",
  dlq: "patchbay.dlq",
} as const;

/** Topics that are only ever listened to: nothing is kept of them for the absent, so a driver need not write them down. */
export const broadcastTopics: readonly string[] = [
  topics.events,
  topics.control,
  topics.workers,
  topics.drafts,
  topics.probe,
];

/** What is in an envelope (platform/broker/envelope.ts) is parsed when it is opened. */
const Closed = z.custom<Json>();

/** What a worker needs to start a run that was just accepted. */
export const NewRun = z.object({
  workspaceId: z.string(),
  pipelineId: z.string(),
  snapshotId: z.string(),
  triggerNode: z.string().nullable().default(null),
  input: z.custom<Values>((value) => isObject(value)),
  traceparent: z.string().nullable(),
  budget: Budget.nullable().default(null),
  /** When it was accepted, in milliseconds by the wall clock of the process that accepted it. */
  at: z.number(),
  /** A caller waits for its end and its outcome. */
  isAwaited: z.boolean().exactOptional(),
});
export type NewRun = z.infer<typeof NewRun>;
/** By the runs' ids. */
export const NewRuns = z.record(z.string(), NewRun);

/** Rows of runs (OutcomeRow of engine/run-columns.ts) by their ids. The reader of a row parses it. */
export const Outcomes = z.custom<Record<string, Json>>((value) => isObject(value));

/**
 * "Look at these runs." Nothing else decides what happens to them. Where each worker receives every wake-up, `passes` counts
 * the workers without capacity that have forwarded this one. A wake-up for new runs may carry what is needed to start them
 * (`runs`: NewRuns in the broker's envelope) under the token with which they were inserted: such a run is claimed inline, by
 * the first journal batch that is written for it.
 */
export const WakeUp = z.object({
  runIds: z.array(z.string()),
  passes: z.number().int().exactOptional(),
  runs: Closed.exactOptional(),
});
export type WakeUp = z.infer<typeof WakeUp>;

/**
 * "These runs have events up to seq." Watchers read the events themselves from the journal. The end of a run that a caller
 * waits for may carry its row (`outcomes`: Outcomes in the envelope of what brings the message), so that it need not be read.
 */
export const RunsAdvanced = z.object({
  runs: z.array(z.tuple([z.string(), z.number().int(), z.enum(["on", "finished"])])),
  outcomes: Closed.exactOptional(),
});
export type RunsAdvanced = z.infer<typeof RunsAdvanced>;

/** "Cancel run X", or "something that run X may wait for has happened". The row says so too; this only saves time. */
export const ControlAsked = z.object({ runId: z.string(), what: z.enum(["cancel", "wake"]) });
export type ControlAsked = z.infer<typeof ControlAsked>;

/**
 * A change of a draft: it was saved as this revision; this tab has it open (repeated periodically) or has closed it; and the
 * question which tabs have it open. The draft itself is read from the database.
 */
export const DraftChange = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("saved"), pipelineId: z.string(), revision: z.number().int() }),
  z.object({ kind: z.literal("labelled"), pipelineId: z.string() }),
  z.object({
    kind: z.literal("here"),
    pipelineId: z.string(),
    tab: z.string(),
    userId: z.string(),
    since: z.string(),
  }),
  z.object({ kind: z.literal("gone"), pipelineId: z.string(), tab: z.string() }),
  z.object({ kind: z.literal("who"), pipelineId: z.string() }),
]);
export type DraftChange = z.infer<typeof DraftChange>;

/** What the dead-letter topic holds: the message that could not be handled, and why. */
export const DeadLetter = z.object({ topic: z.string(), key: z.string(), value: Json, error: z.string() });
export type DeadLetter = z.infer<typeof DeadLetter>;
