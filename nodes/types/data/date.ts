import { z } from "zod";
import { ClockChange, DateFormat, Unit } from "../../dates/settings.ts";
import { defineNode, port } from "../../define.ts";

/** Without a date it takes the present one; what follows gets what the journal has. */
export const date = defineNode({
  type: "date",
  version: 1,
  title: "Date",
  summary: "Reads a date, adds to it, compares it with another one, and writes it in any format and time zone.",
  category: "data",
  effect: "pure",
  icon: "calendar",
  keywords: [
    "time",
    "day",
    "month",
    "year",
    "now",
    "today",
    "time zone",
    "format",
    "timestamp",
    "difference",
    "deadline",
  ],
  subtitle: "action",
  config: z.object({
    action: z.enum(["read", "add", "subtract", "start of", "end of", "difference"]).default("read").meta({
      title: "Do",
      description:
        "read: take it as it is · add, subtract: the amount · start of, end of: the unit, such as the month · difference: how much later “Other date” is",
      widget: "select",
    }),
    amount: z
      .number()
      .min(-1e9)
      .max(1e9)
      .default(1)
      .meta({
        title: "Amount",
        description: "How many units are added or subtracted. What arrives at “Amount” replaces it.",
        widget: "number",
        usedWhen: { setting: "action", is: ["add", "subtract"] },
      }),
    unit: Unit.default("days").meta({
      title: "Unit",
      description: "Weeks begin on Monday. A day is a day of the calendar, also when the clocks are changed.",
      widget: "select",
      usedWhen: { setting: "action", is: ["add", "subtract", "start of", "end of", "difference"] },
    }),
    format: DateFormat.default("ISO 8601").meta({
      title: "Dates are written as",
      description: "ISO 8601 is 2027-01-31 or 2027-01-31T14:30:00+01:00. The others may have a time behind them, too.",
      widget: "select",
    }),
    pattern: z
      .string()
      .max(200)
      .default("d MMMM yyyy")
      .meta({
        title: "Own format",
        usedWhen: { setting: "format", is: ["own format"] },
        description: "yyyy-MM-dd HH:mm, d MMMM yyyy, EEE d MMM; words in quotes: 'on' d.M.yyyy.",
      }),
    timeZone: z.string().max(60).default("UTC").meta({
      title: "Time zone",
      description:
        "Whose clocks a date without an offset goes by, and in which the results are, such as Europe/Berlin.",
    }),
    clockChange: ClockChange.default("fail").meta({
      title: "When the clocks change",
      description: "A local time may come twice or not at all: fail the step, or take the earlier or the later one.",
      widget: "select",
    }),
    output: z.string().min(1, "Write a format, such as yyyy-MM-dd.").max(200).default("yyyy-MM-dd").meta({
      title: "Text is written as",
      description: "For the output “Text”: yyyy-MM-dd, d.M.yyyy HH:mm, EEEE d MMMM yyyy, h:mm a.",
    }),
    language: z
      .string()
      .max(35)
      .refine(isLanguage, "Write a language such as en, de or pt-BR.")
      .default("en")
      .meta({ title: "Language", description: "Of the names of months and days, such as en, de or pt-BR." }),
  }),
  inputs: {
    date: port("any", { title: "Date", description: "A text or a number. Not connected: now.", optional: true }),
    other: port("any", { title: "Other date", description: "For “difference”, in the same format.", optional: true }),
    amount: port("number", { title: "Amount", description: "Used in place of the setting.", optional: true }),
  },
  outputs: {
    date: port("text", { title: "Date", description: "ISO 8601 with the offset, such as 2027-01-31T14:30:00+01:00." }),
    text: port("text", { title: "Text", description: "The date as “Text is written as” says." }),
    parts: port("json", {
      title: "Parts",
      description: "Year, month, day, weekday (1 is Monday), week, hour and more.",
    }),
    difference: port("number", { title: "Difference", description: "In units, of “difference” alone." }),
  },
  docs: {
    about:
      "The Date node reads a date, adds to it or subtracts from it, goes to the start or end of a unit such as the month, tells the difference to another date, and writes the result in any format and time zone. How dates are written is chosen: ISO 8601, a number of seconds or milliseconds since 1970, or a format such as `d MMMM yyyy`. What may mean two things, as 01/02/2027 where nothing says whether the day or the month comes first, fails the step. A date without an offset is a local time of the time zone. Where the clocks are changed, a local time may come twice or not at all; the step then fails, or takes the earlier or the later one, as set. Adding days, weeks, months and years keeps the local time, and a month later than 31 January is 28 or 29 February; adding hours is exact. Without a date the node takes the present time.",
    example: {
      summary: "Two months after an invoice of 31 December, at the same time of day in Berlin.",
      config: { action: "add", amount: 2, unit: "months", timeZone: "Europe/Berlin", output: "EEEE, d MMMM yyyy" },
      inputs: { date: "2026-12-31T09:30:00Z" },
      outputs: {
        date: "2027-02-28T10:30:00+01:00",
        text: "Sunday, 28 February 2027",
        parts: {
          ...{ year: 2027, quarter: 1, month: 2, day: 28, weekday: 7, week: 8, dayOfYear: 59 },
          ...{ hour: 10, minute: 30, second: 0, millisecond: 0 },
          ...{ timeZone: "Europe/Berlin", offset: "+01:00", secondsSince1970: 1_803_807_000 },
        },
      },
    },
  },
  build: async ({ config }) => {
    // Luxon is loaded by the first date.
    const { computeDate, zoneOf } = await import("../../dates/compute-date.ts");
    zoneOf(config.timeZone);
    return ({ date, other, amount = config.amount }) => computeDate({ date, other, amount }, config);
  },
});

function isLanguage(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false;
  }
}
