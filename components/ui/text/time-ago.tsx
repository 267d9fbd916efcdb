"use client";
import { useEffect, useState } from "react";
import { formatDay, formatTime } from "./format.ts";

/** "3 min ago", kept fresh; the exact local time is in its title. `at` is ISO 8601. */
export function TimeAgo({ at, className }: { at: string; className?: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={formatTime(at)} className={className} suppressHydrationWarning>
      {formatAgo(Date.parse(at), now)}
    </time>
  );
}

const steps: [limit: number, seconds: number, unit: string][] = [
  [3600, 60, "min"],
  [86_400, 3600, "h"],
  [7 * 86_400, 86_400, "d"],
];

/** Both in milliseconds. Beyond a week it is a date. */
export function formatAgo(then: number, now: number): string {
  const seconds = Math.round((now - then) / 1000);
  if (seconds < 45) return "just now";
  for (const [limit, size, unit] of steps) {
    if (seconds < limit) return `${Math.max(1, Math.round(seconds / size))} ${unit} ago`;
  }
  return formatDay(new Date(then), new Date(now));
}
