/** The source of Schedule nodes: each planned time is an event. When times are, lib/schedule says. */
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { nextTime, nextTimeAfter, nextTimes, parseSchedule, type Schedule } from "../../lib/schedule/schedule.ts";
import { localTime } from "../../lib/schedule/time-zone.ts";
import { sha256 } from "../../platform/ids.ts";
import type { OpenTrigger, TriggerSource, TriggerState } from "./trigger-source.ts";

const Settings = z.object({
  when: z.string(),
  timeZone: z.string(),
  jitter: z.number(),
  missed: z.enum(["skip", "catch up"]),
});
/** The planned time that comes next, jitter aside. */
const Progress = z.object({ planned: z.string() });

/** A run that starts later than this after its time is one that was missed: no worker was there, or too many runs waited. */
const missedAfterMs = 60_000;

export const scheduleSource: TriggerSource = {
  type: "schedule",
  runTrigger: "schedule",

  open(trigger, { now, before }) {
    const schedule = scheduleOf(trigger);
    const planned = before && plannedOf(before);
    // A time that has come is due under either version, and the same times go on as they were.
    if (before && planned !== undefined && (planned <= now || hasSameTimes(trigger, before)))
      return stateAt(trigger, planned);
    return stateAt(trigger, nextTime(schedule, now));
  },

  take(trigger, now) {
    const schedule = scheduleOf(trigger);
    const planned = plannedOf(trigger);
    if (planned === undefined) return { state: stateAt(trigger, undefined) };
    const { missed, timeZone } = Settings.parse(trigger.settings);
    if (missed === "skip" && now - (trigger.state.dueAt ?? now) > missedAfterMs) {
      const problem = `The times from ${new Date(planned).toISOString()} on were skipped, because no run could be started within a minute.`;
      return { state: stateAt(trigger, nextTimeAfter(schedule, planned, now)), problem };
    }
    const time = new Date(planned).toISOString();
    const values = { time, localTime: localTime(schedule.kind === "cron" ? schedule.zone : zoneOr(timeZone), planned) };
    return {
      event: { key: `trigger ${trigger.nodeId} ${time}`, values },
      state: stateAt(trigger, nextTime(schedule, planned)),
    };
  },

  upcoming(trigger, count) {
    const planned = plannedOf(trigger);
    return planned === undefined ? [] : [planned, ...nextTimes(scheduleOf(trigger), planned, count - 1)];
  },
};

function scheduleOf({ nodeId, settings }: Pick<OpenTrigger, "nodeId" | "settings">): Schedule {
  const parsed = parseSchedule(Settings.parse(settings));
  if (parsed.ok) return parsed.schedule;
  throw new PatchbayError("invalid_graph", parsed.message, { nodeId });
}

function plannedOf({ state }: OpenTrigger): number | undefined {
  const progress = Progress.safeParse(state.progress).data;
  return progress && Date.parse(progress.planned);
}

/** An interval is the same by every clock, so its zone may be none. */
function zoneOr(zone: string): string {
  return parseSchedule({ when: "@daily", timeZone: zone }).ok ? zone : "UTC";
}

function hasSameTimes(a: Pick<OpenTrigger, "settings">, b: Pick<OpenTrigger, "settings">): boolean {
  const [one, other] = [Settings.parse(a.settings), Settings.parse(b.settings)];
  return one.when === other.when && one.timeZone === other.timeZone;
}

function stateAt(trigger: Omit<OpenTrigger, "state">, planned: number | undefined): TriggerState {
  if (planned === undefined) return { progress: {}, dueAt: null };
  return { progress: { planned: new Date(planned).toISOString() }, dueAt: planned + jitterOf(trigger, planned) };
}

/** The same for the same time, whichever worker computes it. */
function jitterOf({ pipelineId, nodeId, settings }: Omit<OpenTrigger, "state">, planned: number): number {
  const { jitter } = Settings.parse(settings);
  const share = Number.parseInt(sha256(`${pipelineId} ${nodeId} ${planned}`).slice(0, 8), 16) / 2 ** 32;
  return Math.floor(share * jitter * 1000);
}
