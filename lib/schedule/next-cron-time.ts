/**
 * When a cron expression is due next, daylight saving included. The rule (docs/triggers.md): a local time that exists runs
 * once; one that is skipped runs at the first instant after the gap; one that comes twice runs once for fixed times, and both
 * times where minute or hour begins with `*`. The set of times depends on nothing but the expression and the zone, so preview,
 * run and restart agree.
 */
import type { Cron } from "./cron.ts";
import { nextChange, offsetAt } from "./time-zone.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** 29 February on one weekday may be forty years away, over a year such as 2100. */
const maxDays = 41 * 366;

/** The first time after `after`; undefined when there is none. */
export function nextCronTime(cron: Cron, zone: string, after: number): number | undefined {
  let from = after;
  let offset = offsetAt(zone, from);
  let wall = Math.max(floor(from + offset, minuteMs) + minuteMs, resumesAt(cron, zone, after));
  for (;;) {
    const next = nextWallTime(cron, wall);
    if (next === undefined) return undefined;
    // No time before it matches, so changes of the clock matter only near it; none is as large as two days.
    const near = next - offset - 2 * dayMs;
    if (near > from) {
      from = near;
      offset = offsetAt(zone, from);
    }
    const change = nextChange(zone, from, next - offset);
    if (!change) return next - offset;
    // The clock is put forward over the time that is due: it is due at once.
    if (next < change.at + change.offset) return change.at;
    const again = change.at + (cron.isInterval ? Math.min(offset, change.offset) : Math.max(offset, change.offset));
    wall = ceil(again, minuteMs);
    from = change.at;
    offset = change.offset;
  }
}

/** Whether the expression has a time at all: 30 February has none. */
export function everFires(cron: Cron): boolean {
  return nextWallTime(cron, Date.UTC(2024, 0, 1)) !== undefined;
}

/** In an hour that is repeated, the local time from which a fixed time is due again; the past otherwise. */
function resumesAt(cron: Cron, zone: string, after: number): number {
  if (cron.isInterval) return Number.NEGATIVE_INFINITY;
  const before = offsetAt(zone, after - dayMs);
  const change = nextChange(zone, after - dayMs, after);
  return change && change.offset < before ? ceil(change.at + before, minuteMs) : Number.NEGATIVE_INFINITY;
}

/** The first local time from `wall` on that matches; local times are written as if they were UTC. */
function nextWallTime(cron: Cron, wall: number): number | undefined {
  const firstDay = floor(wall, dayMs);
  for (let day = 0; day < maxDays; day++) {
    const start = firstDay + day * dayMs;
    if (!isDay(cron, new Date(start))) continue;
    for (const hour of cron.hours) {
      if (start + hour * hourMs + hourMs <= wall) continue;
      for (const minute of cron.minutes) {
        const time = start + hour * hourMs + minute * minuteMs;
        if (time >= wall) return time;
      }
    }
  }
  return undefined;
}

function isDay({ days, months, weekdays, isEitherDay }: Cron, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const [isOne, isOther] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
  return isEitherDay ? isOne || isOther : isOne && isOther;
}

const floor = (value: number, unit: number) => Math.floor(value / unit) * unit;
const ceil = (value: number, unit: number) => Math.ceil(value / unit) * unit;
