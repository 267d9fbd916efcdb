"use client";
import { useSyncExternalStore } from "react";
import { formatClock, formatDay, formatTime } from "./format.ts";

/** The time of day of a moment to come, with its date when it is not today. `at` is ISO 8601. */
export function Until({ at }: { at: string }) {
  // The server does not know the reader's time zone, so the text are the browser's.
  const text = useSyncExternalStore(
    never,
    () => formatUntil(new Date(at), new Date()),
    () => "…",
  );
  return (
    <time dateTime={at} title={formatTime(at)} suppressHydrationWarning>
      {text}
    </time>
  );
}

const never = () => () => {};
const soonMs = 10 * 60_000;

/** Of a moment within ten minutes the second counts. */
export function formatUntil(at: Date, now: Date): string {
  const time = formatClock(at, at.getTime() - now.getTime() < soonMs);
  return at.toDateString() === now.toDateString() ? time : `${formatDay(at, now)}, ${time}`;
}
