"use client";
import { useSyncExternalStore } from "react";
import { formatTime } from "./time-ago.tsx";

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
  const isSoon = at.getTime() - now.getTime() < soonMs;
  const seconds = isSoon ? { second: "2-digit" as const } : {};
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...seconds });
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return at.toDateString() === now.toDateString()
    ? time
    : `${at.toLocaleDateString("en", { day: "numeric", month: "short", ...year })}, ${time}`;
}
