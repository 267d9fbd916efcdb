/** What a schedule says in two settings: when, and in which time zone. Checks, preview and the engine read it here alone. */
import type { Cron } from "./cron.ts";
import { parseCron } from "./cron.ts";
import { everFires, nextCronTime } from "./next-cron-time.ts";
import { isTimeZone } from "./time-zone.ts";

export type Schedule = { kind: "cron"; cron: Cron; zone: string } | { kind: "interval"; ms: number };
type Problem = { ok: false; setting: "when" | "timeZone"; message: string };
export type ParsedSchedule = { ok: true; schedule: Schedule } | Problem;

const units = new Map([
  ["second", 1000],
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
  ["week", 7 * 86_400_000],
]);
const maxIntervalMs = 366 * 86_400_000;

/** A cron expression, or an interval: “every 15 minutes”. */
export function parseSchedule({ when, timeZone }: { when: string; timeZone: string }): ParsedSchedule {
  if (/^every\b/i.test(when.trim())) return parseInterval(when.trim());
  const parsed = parseCron(when);
  if (!parsed.ok) return { ok: false, setting: "when", message: parsed.message };
  if (!isTimeZone(timeZone)) {
    const message = `“${timeZone.slice(0, 60)}” is not a time zone. Write it as Europe/Berlin, America/New_York or UTC.`;
    return { ok: false, setting: "timeZone", message };
  }
  const { cron } = parsed;
  if (everFires(cron)) return { ok: true, schedule: { kind: "cron", cron, zone: timeZone } };
  const message = "This schedule never fires: no month has a day that fits. Change the day or the month.";
  return { ok: false, setting: "when", message };
}

function parseInterval(text: string): ParsedSchedule {
  const problem = (message: string): Problem => ({ ok: false, setting: "when", message });
  const found = /^every\s+(?:(\d{1,9})\s+)?(second|minute|hour|day|week)s?$/i.exec(text);
  const unit = units.get(found?.[2]?.toLowerCase() ?? "");
  if (!found || unit === undefined)
    return problem(
      "Write an interval as every 30 seconds, every 15 minutes, every 2 hours, every day or every 2 weeks.",
    );
  const ms = Number(found[1] ?? 1) * unit;
  if (ms < 1000) return problem("An interval is at least one second.");
  if (ms > maxIntervalMs) return problem("An interval is at most one year.");
  return { ok: true, schedule: { kind: "interval", ms } };
}

/** The time after a planned one, by the schedule alone. */
export function nextTime(schedule: Schedule, planned: number): number | undefined {
  if (schedule.kind === "interval") return planned + schedule.ms;
  return nextCronTime(schedule.cron, schedule.zone, planned);
}

/** The first time after `now` of a schedule whose last planned time is known: an interval keeps its beat. */
export function nextTimeAfter(schedule: Schedule, planned: number, now: number): number | undefined {
  if (schedule.kind === "cron") return nextCronTime(schedule.cron, schedule.zone, Math.max(planned, now));
  const beats = Math.max(1, Math.floor((now - planned) / schedule.ms) + 1);
  return planned + beats * schedule.ms;
}

/** The times that follow a planned one. */
export function nextTimes(schedule: Schedule, planned: number, count: number): number[] {
  const times: number[] = [];
  for (let time = nextTime(schedule, planned); time !== undefined && times.length < count; ) {
    times.push(time);
    time = nextTime(schedule, time);
  }
  return times;
}
