"use client";
import { nextTimes, parseSchedule } from "../../../../lib/schedule/schedule.ts";
import { useNow } from "../../../runs/use-now.ts";

/** The next ten times of a schedule, by the clock of its time zone. An interval counts from when it is switched on. */
export function NextTimes({ when, timeZone }: { when: string; timeZone: string }) {
  const now = useNow(true, Date.now(), 10_000);
  const parsed = parseSchedule({ when, timeZone });
  if (!parsed.ok) return null;
  const { schedule } = parsed;
  const times = nextTimes(schedule, now, 10);
  const zone = schedule.kind === "cron" ? schedule.zone : "UTC";
  return (
    <details className="rounded-md border bg-canvas text-xs" open>
      <summary className="cursor-default select-none px-2.5 py-1.5 text-muted">
        {schedule.kind === "cron" ? `Next times in ${zone}` : "Next times if switched on now (UTC)"}
      </summary>
      <ol aria-label="Next times" className="grid grid-cols-2 gap-x-3 gap-y-0.5 px-2.5 pb-2 tabular-nums">
        {times.map((time) => (
          <li key={time}>
            <time dateTime={new Date(time).toISOString()}>{formatIn(zone, time)}</time>
          </li>
        ))}
      </ol>
    </details>
  );
}

function formatIn(zone: string, time: number): string {
  const date = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const text = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...clock }).format(time);
  return `${date.format(time).replace(",", "")}, ${text.replace(/:00$/, "")}`;
}
