/**
 * What serves the trigger nodes of one type while their pipeline is switched on. A new kind of trigger is one file with a
 * source, one line in sources.ts and its node type; switching on and off, versions, restarts, several workers and the views
 * are the same for all.
 */
import { z } from "zod";
import type { PatchbayError } from "../../lib/errors.ts";
import type { Trigger, Values } from "../../lib/run.ts";
import { PlainJson } from "../../lib/values/json.ts";
import type { SchemaRegistries } from "../../nodes/events/registry/schema-registry.ts";
import type { EventPlace, TopicEvent, TopicLog, TopicRow } from "../../platform/topics/topic-log.ts";
import type { Topics } from "../../platform/topics/topics.ts";

/** What a source keeps of a trigger between events, and when it has to be asked next, in milliseconds since 1970. */
export type TriggerState = { progress: PlainJson; dueAt: number | null };

export const TriggerSettings = z.record(z.string(), PlainJson);
export type TriggerSettings = z.infer<typeof TriggerSettings>;

export type OpenTrigger = { pipelineId: string; nodeId: string; settings: TriggerSettings; state: TriggerState };

/** The same event has the same key, whichever worker takes it and however often: the key makes it one run. */
export type TriggerEvent = { key: string; values: Values };

export type TriggerSource = {
  /** The node type whose nodes it serves. */
  type: string;
  /** What the runs that it starts have as their trigger. */
  runTrigger: Trigger;
  /**
   * The state in which a trigger is switched on. `before` is the trigger under the version that ran until now: an event
   * that is due already must stay due, and one that was taken must not come again.
   */
  open(trigger: Omit<OpenTrigger, "state">, on: { now: number; before?: OpenTrigger | undefined }): TriggerState;
  /** Its time has come: the event, unless there is none to run, and the state after it. `problem` is shown at the node. */
  take(trigger: OpenTrigger, now: number): { event?: TriggerEvent; state: TriggerState; problem?: string };
  /** The next times at which it fires, as far as they are known. */
  upcoming(trigger: OpenTrigger, count: number): number[];
  /** Only of a source whose events come by themselves; `open`, `take` and `upcoming` have nothing to say of it. */
  listening?: Listening;
};

/** Events that come by themselves, in the partitions of a log. How they become runs is in topics/. */
export type Listening = {
  /** Throws, with what to do, when the settings cannot be used or the log is not there. */
  open(topics: Topics, trigger: { workspaceId: string; nodeId: string; settings: TriggerSettings }): Promise<EventLog>;
  /** What to say of a log that does not answer; undefined of one that is the database's. */
  away(topics: Topics, trigger: { workspaceId: string; settings: TriggerSettings }): Promise<PatchbayError | undefined>;
  /** Whether the settings can be used, before the trigger is switched on. Throws with what to do. */
  check(log: EventLog, trigger: { nodeId: string; settings: TriggerSettings }): Promise<void>;
  /** With which event each partition begins; undefined where it goes on as it was, if it was on before. */
  start(log: EventLog, settings: TriggerSettings): Promise<EventPlace[] | undefined>;
  rules(settings: TriggerSettings): ListeningRules;
  /** What becomes of an event. The same event gives the same values, whichever worker reads it. */
  read(event: TopicEvent, at: ReadAt): Promise<Reading>;
  /** The inputs of one run for all these events, whose own are given. Their last one has its offset. */
  together?(events: readonly Values[]): Values;
};

type ReadAt = {
  log: EventLog;
  settings: TriggerSettings;
  schemas: SchemaRegistries;
  signal: AbortSignal;
};

/** `id` is another one when a topic was deleted and made anew. */
export type EventLog = {
  id: string;
  topic: TopicRow;
  log: TopicLog;
  /** What the names of groups begin with that read it; where the group of this very name stands. */
  group?: string;
  committed?(): Promise<EventPlace[]>;
};

export type ListeningRules = {
  order: "key" | "partition" | "none";
  ack: "accepted" | "succeeded";
  attempts: number;
  concurrency: number;
  whenDeleted: "continue" | "stop";
  /** One run for so many events of a partition, or for those that came within a time. */
  batch?: { size: number; windowMs: number } | undefined;
};

/** `poison` can never become a run. */
export type Reading = { kind: "run"; values: Values } | { kind: "skipped" } | { kind: "poison"; error: string };
