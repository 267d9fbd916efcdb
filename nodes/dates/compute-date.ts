/** What the Date node does with a point in time. */
import { DateTime, type DateTimeUnit, type DurationLikeObject } from "luxon";
import { PatchbayError } from "../../lib/errors.ts";
import type { Json } from "../../lib/values/json.ts";
import { inZone, readDate, zoneOf } from "./read-date.ts";
import type { ReadOptions, Unit } from "./settings.ts";

export { zoneOf } from "./read-date.ts";

type Given = { date: Json | undefined; other: Json | undefined; amount: number | bigint };
type Config = ReadOptions & { action: Action["action"]; unit: Unit; language: string; output: string };

export function computeDate({ date: given, other, amount }: Given, config: Config) {
  const from = given === undefined ? DateTime.now().setZone(config.timeZone) : readDate(given, config);
  const { action, unit } = config;
  const result = valid(act(from, { action, unit, amount, clockChange: config.clockChange }));
  return {
    date: isoOf(result),
    text: result.setLocale(config.language).toFormat(config.output),
    parts: partsOf(result),
    ...(action === "difference" ? { difference: difference(from, other, { unit, read: config }) } : {}),
  };
}

type Action = {
  action: "read" | "add" | "subtract" | "start of" | "end of" | "difference";
  unit: Unit;
  amount: number | bigint;
  clockChange: ReadOptions["clockChange"];
};

function act(from: DateTime, { action, unit, amount, clockChange }: Action): DateTime {
  switch (action) {
    case "add":
    case "subtract": {
      const number = Number(amount) * (action === "add" ? 1 : -1);
      const isExact = isClock(unit);
      if (!isExact && !Number.isInteger(number)) {
        throw new PatchbayError(
          "bad_input",
          `${amount} is not a whole number of ${unit}. Use a smaller unit, such as hours.`,
        );
      }
      return isExact || number === 0
        ? from.plus({ [unit]: number })
        : addLocally(from, { [unit]: number }, clockChange);
    }
    case "start of":
      return startOf(from, unit);
    case "end of":
      return startOf(startOf(from, unit).plus({ [unit]: 1 }), unit).minus(1);
    default:
      return from;
  }
}

/** On the calendar the local time stays, which may come twice or not at all on the day that is reached. */
function addLocally(from: DateTime, amount: DurationLikeObject, clockChange: ReadOptions["clockChange"]): DateTime {
  const local = from.setZone("UTC", { keepLocalTime: true }).plus(amount);
  if (!local.isValid) return local;
  const text = local.toFormat("yyyy-MM-dd'T'HH:mm");
  const zone = zoneOf(from.zoneName ?? "UTC");
  return inZone(local.toMillis(), zone, { text, clockChange, advice: "Set “When the clocks change”." });
}

const isClock = (unit: Unit) => unit === "hours" || unit === "minutes" || unit === "seconds";

/** Where midnight comes twice, a day begins with the first. */
function startOf(from: DateTime, unit: Unit): DateTime {
  const start = from.startOf(singular[unit]);
  return isClock(unit) ? start : (start.getPossibleOffsets()[0] ?? start);
}

const singular = {
  years: "year",
  quarters: "quarter",
  months: "month",
  weeks: "week",
  days: "day",
  hours: "hour",
  minutes: "minute",
  seconds: "second",
} as const satisfies Record<Unit, DateTimeUnit>;

function difference(from: DateTime, other: Json | undefined, how: { unit: Unit; read: ReadOptions }) {
  if (other !== undefined) return readDate(other, how.read).diff(from, how.unit).as(how.unit);
  throw new PatchbayError("bad_input", "There is no other date to compare with. Connect “Other date”.");
}

function valid(result: DateTime): DateTime {
  if (result.isValid && result.year >= 0 && result.year <= 9999) return result;
  throw new PatchbayError("bad_input", "The result is not within the years 0 to 9999. Check the amount and the unit.");
}

/** In UTC with a Z, as other nodes write it. */
function isoOf(date: DateTime): string {
  const written = date.zoneName === "UTC" ? date.toUTC() : date;
  return written.toISO({ suppressMilliseconds: true }) ?? "";
}

function partsOf(date: DateTime) {
  const { year, quarter, month, day, weekday, weekNumber, ordinal, hour, minute, second, millisecond } = date;
  return {
    ...{ year, quarter, month, day, weekday, week: weekNumber, dayOfYear: ordinal },
    ...{ hour, minute, second, millisecond },
    ...{ timeZone: date.zoneName ?? "UTC", offset: date.toFormat("ZZ"), secondsSince1970: date.toSeconds() },
  };
}
