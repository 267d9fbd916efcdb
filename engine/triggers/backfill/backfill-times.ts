/** The times of a backfill: those of a Schedule node in a past range. */
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { nextTime, parseSchedule } from "../../../lib/schedule/schedule.ts";
import { scheduleSource } from "../schedule-source.ts";
import type { TriggerEvent, TriggerSettings } from "../trigger-source.ts";

type BackfillTrigger = { pipelineId: string; nodeId: string; settings: TriggerSettings };

const Settings = z.object({ when: z.string(), timeZone: z.string() });
const Progress = z.object({ planned: z.string() });

/** The first time at or after `from`; an interval counts from there. */
export function firstTime({ nodeId, settings }: BackfillTrigger, from: number): number | undefined {
  const parsed = parseSchedule(Settings.parse(settings));
  if (!parsed.ok) throw new PatchbayError("invalid_graph", parsed.message, { nodeId });
  return parsed.schedule.kind === "cron" ? nextTime(parsed.schedule, from - 1) : from;
}

/** The event of a time, as the trigger itself would have taken it, and the time after it. */
export function takeTime(trigger: BackfillTrigger, time: number): { event: TriggerEvent; next: number | undefined } {
  const settings = { ...trigger.settings, missed: "catch up", jitter: 0 };
  const state = { progress: { planned: new Date(time).toISOString() }, dueAt: time };
  const taken = scheduleSource.take({ ...trigger, settings, state }, time);
  if (!taken.event) throw new PatchbayError("internal", "Something went wrong on our side.");
  const after = Progress.safeParse(taken.state.progress).data;
  return { event: taken.event, next: after && Date.parse(after.planned) };
}

/** How many times there are before `to`, at most `most`. */
export function countTimes(
  trigger: BackfillTrigger,
  { from, to, most }: { from: number; to: number; most: number },
): number {
  const parsed = parseSchedule(Settings.parse(trigger.settings));
  let count = 0;
  let time = firstTime(trigger, from);
  while (parsed.ok && time !== undefined && time < to && count < most) {
    count += 1;
    time = nextTime(parsed.schedule, time);
  }
  return count;
}
