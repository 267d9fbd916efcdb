// Dates and times as the whole product writes them: the day before the month, and a day of 24 hours.

/** The day, with its year when it is another than that of `now`: 16 May, 16 May 2025. */
export function formatDay(at: Date, now: Date): string {
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year });
}

/** The time of day: 14:05, or 14:05:09. */
export function formatClock(at: Date, hasSeconds: boolean): string {
  const seconds = hasSeconds ? { second: "2-digit" as const } : {};
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...seconds });
}

/** A moment in full: 16 May 2026, 14:05:09. `at` is ISO 8601. */
export function formatTime(at: string): string {
  return new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}
