/**
 * What serves the trigger nodes of one type while their pipeline is switched on. A new kind of trigger is one file with a
 * source, one line in sources.ts and its node type; switching on and off, versions, restarts, several workers and the views
 * are the same for all.
 */
import { z } from "zod";
import type { Trigger, Values } from "../../lib/run.ts";
import { PlainJson } from "../../lib/values/json.ts";

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
};
