/** Dates as people write them. Two digits of a year say too little. */
import { readTime } from "./read-time.ts";

/** iso: 2027-01-31 · the others: 31.01.2027, 31/01/2027 or 31-01-2027, and 01/31/2027 or 01-31-2027 */
export const dateFormats = ["iso", "day.month.year", "day/month/year", "month/day/year"] as const;
export type DateFormat = (typeof dateFormats)[number];
export const dateExamples: Readonly<Record<DateFormat, string>> = {
  iso: "2027-01-31",
  "day.month.year": "31.01.2027",
  "day/month/year": "31/01/2027",
  "month/day/year": "01/31/2027",
};

const written = /^(\d{1,2})(\. ?|[/-])(\d{1,2})\2(\d{4})(?:,? +(\d{1,2}:\d\d(?::\d\d)?))?$/;

/** As ISO 8601 writes it, with a time if there is one; undefined when it is not written so, or no day is called so. */
export function readWrittenDate(text: string, format: DateFormat): string | undefined {
  const trimmed = text.trim();
  if (format === "iso") return readTime(trimmed) === undefined ? undefined : trimmed;
  const found = written.exec(trimmed);
  if (!found) return undefined;
  const [, first = "", mark = "", second = "", year = "", time] = found;
  if (mark.startsWith(".") !== (format === "day.month.year")) return undefined;
  const [day, month] = format === "month/day/year" ? [second, first] : [first, second];
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const whole = time === undefined ? iso : `${iso}T${time.padStart(time.length < 6 ? 5 : 8, "0")}`;
  return readTime(whole) === undefined ? undefined : whole;
}
