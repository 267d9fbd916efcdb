/** What a date is read and computed by. Apart from what does it, which loads a library. */
import { z } from "zod";

/** How a date is written. Those with slashes and dots take a time behind the date: 31.01.2027 14:30. */
export const DateFormat = z.enum([
  "ISO 8601",
  "day.month.year",
  "day/month/year",
  "month/day/year",
  "year/month/day",
  "seconds since 1970",
  "milliseconds since 1970",
  "e-mail or HTTP header",
  "own format",
]);
export type DateFormat = z.infer<typeof DateFormat>;

/** Which of two, where a local time comes twice or not at all because the clocks are changed. */
export const ClockChange = z.enum(["fail", "earlier", "later"]);

export type ReadOptions = {
  format: DateFormat;
  /** Luxon's tokens, of the “own format”. */
  pattern: string;
  /** Whose names of months and days the pattern reads, such as de. */
  language: string;
  timeZone: string;
  clockChange: z.infer<typeof ClockChange>;
};

export const Unit = z.enum(["years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds"]);
export type Unit = z.infer<typeof Unit>;
