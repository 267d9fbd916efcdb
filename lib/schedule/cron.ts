/** Cron expressions as Unix has them: minute, hour, day of the month, month, day of the week. croner reads the fields. */
import { CronPattern } from "croner";
import { describeForeignCron } from "./foreign-cron.ts";

export type Cron = {
  minutes: readonly number[];
  hours: readonly number[];
  /** 1 to 31 and 1 to 12. */
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  /** 0 is Sunday. */
  weekdays: ReadonlySet<number>;
  /** Days of the month and of the week are both restricted: one of them has to match, as cron(5) has it. */
  isEitherDay: boolean;
  /** Minute or hour begins with `*`: it means distances, so in an hour that comes twice it goes on. */
  isInterval: boolean;
};

type ParsedCron = { ok: true; cron: Cron } | { ok: false; message: string };

const nicknames = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

const fieldNames = ["minute", "hour", "day of the month", "month", "day of the week"] as const;

export function parseCron(text: string): ParsedCron {
  const written = nicknames.get(text.trim().toLowerCase()) ?? text.trim();
  const foreign = describeForeignCron(written);
  if (foreign !== undefined) return { ok: false, message: foreign };
  const fields = written.split(/\s+/);
  if (fields.length !== 5) return { ok: false, message: describeLength(written) };
  const problem = fields.map(describeField).find((each) => each !== undefined);
  if (problem !== undefined) return { ok: false, message: problem };
  try {
    return { ok: true, cron: read(fields) };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.replace(/^CronPattern: /, "") : "";
    return { ok: false, message: `This cron expression cannot be read: ${reason}${reason.endsWith(".") ? "" : "."}` };
  }
}

function read(fields: readonly string[]): Cron {
  const [minute = "", hour = "", day = "", , weekday = ""] = fields;
  const pattern = new CronPattern(fields.join(" "), "UTC", { mode: "5-part" });
  return {
    minutes: marked(pattern.minute),
    hours: marked(pattern.hour),
    days: new Set(marked(pattern.day).map((index) => index + 1)),
    months: new Set(marked(pattern.month).map((index) => index + 1)),
    weekdays: new Set(marked(pattern.dayOfWeek)),
    isEitherDay: !day.startsWith("*") && !weekday.startsWith("*"),
    isInterval: minute.startsWith("*") || hour.startsWith("*"),
  };
}

/** croner marks the values of a field with something other than 0. */
function marked(values: readonly number[]): number[] {
  return values.flatMap((value, index) => (value !== 0 ? [index] : []));
}

function describeLength(written: string): string {
  if (written === "")
    return "Enter a cron expression such as 0 9 * * MON-FRI, or an interval such as every 15 minutes.";
  return "A cron expression has five fields: minute, hour, day of the month, month, day of the week. Write 0 9 * * MON-FRI, or an interval such as every 15 minutes.";
}

function describeField(field: string, index: number): string | undefined {
  const name = fieldNames[index] ?? "";
  const step = /^(\d+)\/(\d+)$/.exec(field);
  if (step) return `The ${name} “${field}” needs a range before its step. Write ${step[1]}-${lasts[index]}/${step[2]}.`;
  if (/^[0-9A-Za-z*,/-]+$/.test(field)) return undefined;
  return `The ${name} “${field.slice(0, 40)}” has a character that cron does not know. Use numbers, names, * , - and /.`;
}

const lasts = [59, 23, 31, 12, 6];
