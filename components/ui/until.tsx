"use client";
import { formatTime } from "./time-ago.tsx";

/** The time of day of a moment to come, with its date when it is not today. `at` is ISO 8601. */
export function Until({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatTime(at)} suppressHydrationWarning>
      {untilInWords(new Date(at), new Date())}
    </time>
  );
}

export function untilInWords(at: Date, now: Date): string {
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return at.toDateString() === now.toDateString()
    ? time
    : `${at.toLocaleDateString("en", { day: "numeric", month: "short", ...year })}, ${time}`;
}
