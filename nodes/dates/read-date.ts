/** Reads texts and numbers as points in time, without guessing: what may mean two things is refused. */
import { DateTime, IANAZone } from "luxon";
import { PatchbayError } from "../../lib/errors.ts";
import type { Json } from "../../lib/values/json.ts";
import type { DateFormat, ReadOptions } from "./settings.ts";

/** Throws `bad_input` for a name that is no time zone. */
export function zoneOf(name: string): IANAZone {
  const zone = IANAZone.create(name.trim());
  if (zone.isValid) return zone;
  throw new PatchbayError("bad_input", `“${name}” is not a time zone. Write one such as Europe/Berlin or UTC.`);
}

/** The point in time, in the time zone of the options. Throws `bad_input` for what is no date of the format. */
export function readDate(value: Json, options: ReadOptions): DateTime {
  const zone = zoneOf(options.timeZone);
  const text = typeof value === "string" ? value.trim() : value;
  if (text === null || text === "") throw refuse("There is no date: an empty value arrived.");
  if (typeof text === "object" || typeof text === "boolean") {
    throw refuse("The date is a list, an object or a yes or no. Take the field that holds the date.");
  }
  const unit = options.format === "seconds since 1970" ? 1000 : options.format === "milliseconds since 1970" ? 1 : 0;
  if (unit > 0) return fromNumber(text, unit, zone);
  if (typeof text !== "string") {
    throw refuse(
      `The date is the number ${text}. Choose the format “seconds since 1970” or “milliseconds since 1970”.`,
    );
  }
  if (text.length > longest) throw refuse(`“${shown(text)}” is too long for a date.`);
  return read(text, options, zone);
}

/** Patterns look at a text anew from each of its characters, which of a large one keeps the worker from all else. */
const longest = 500;

function fromNumber(value: string | number | bigint, unit: number, zone: IANAZone): DateTime {
  const number = Number(value);
  const date = Number.isFinite(number) ? DateTime.fromMillis(Math.round(number * unit), { zone }) : undefined;
  if (date?.isValid) return date;
  throw refuse(`“${shown(String(value))}” is not a number of ${unit === 1 ? "milliseconds" : "seconds"} since 1970.`);
}

function read(text: string, options: ReadOptions, zone: IANAZone): DateTime {
  const parse = parsers[options.format] ?? parsers["ISO 8601"];
  const found = parse?.(text, "UTC", options);
  if (!found?.isValid) throw refuse(whyNot(text, options, found));
  // The text says its own offset when the zone makes no difference.
  const elsewhere = parse?.(text, "UTC+5", options);
  if (elsewhere?.toMillis() === found.toMillis()) return found.setZone(zone);
  return inZone(found.toMillis(), zone, { text, clockChange: options.clockChange });
}

/** The point in time at which the clocks of the zone show what a clock in UTC shows at `local`. */
export function inZone(
  local: number,
  zone: IANAZone,
  how: { text: string; clockChange: ReadOptions["clockChange"]; advice?: string },
): DateTime {
  // No offset is greater than 14 hours; around a change there is one before and another after it.
  const [before, after] = [zone.offset(local - 26 * hour), zone.offset(local + 26 * hour)];
  const candidates = [...new Set([before, after])].map((offset) => ({ offset, at: local - offset * minute }));
  const real = candidates.filter(({ offset, at }) => zone.offset(at) === offset).sort((a, b) => a.at - b.at);
  const [first, second] = real.length > 0 ? real : candidates.toSorted((a, b) => a.at - b.at);
  if (real.length !== 1 && how.clockChange === "fail") {
    const comes = real.length === 0 ? "does not exist" : "comes twice";
    const message = `“${shown(how.text)}” ${comes} in ${zone.name}, as the clocks are changed then.`;
    throw refuse(
      `${message} ${how.advice ?? "Write the offset behind it, such as +02:00, or set “When the clocks change”."}`,
    );
  }
  const chosen = how.clockChange === "later" ? (second ?? first) : first;
  return DateTime.fromMillis(chosen?.at ?? local, { zone });
}

const minute = 60_000;
const hour = 60 * minute;

type Parse = (text: string, zone: string, options: ReadOptions) => DateTime;
const iso = /^\d{4}-(\d\d-\d\d|W\d\d-\d|\d{3})((T\d\d|[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?)( ?(Z|[+-]\d\d(:?\d\d)?))?)?$/i;
const isoBasic = /^\d{4}(\d{4}|W\d{3})(T\d\d(\d\d(\d\d([.,]\d+)?)?)?(Z|[+-]\d\d(\d\d)?)?)?$/i;
/** The time zone's name that Java and Temporal write behind the offset (RFC 9557), and “UTC” where others write Z. */
const zoneBehind = /(?<=(?:Z|[+-]\d\d(?::?\d\d)?))(\[!?[\w/+-]+(?:=[\w-]+)?\])+$/i;
const utcBehind = /(?<=:\d\d(?:[.,]\d+)?) ?(?:UTC|GMT)$/i;

/** Behind a day of numbers. */
const times = ["", " H:mm", " H:mm:ss", " H:mm:ss.u", " h:mm a", " h:mm:ss a"];

const parsers: Partial<Record<DateFormat, Parse>> = {
  "ISO 8601"(text, zone) {
    const plain = text
      .replace(/\u2212/g, "-")
      .replace(zoneBehind, "")
      .replace(utcBehind, "Z");
    if (!iso.test(plain) && !isoBasic.test(plain)) return DateTime.invalid("unparsable");
    return DateTime.fromISO(plain.replace(/^(\S+) (?=\d\d)/, "$1T").replace(" ", ""), { zone });
  },
  "day.month.year": byFormats("d.M.yyyy"),
  "day/month/year": byFormats("d/M/yyyy"),
  "month/day/year": byFormats("M/d/yyyy"),
  "year/month/day": byFormats("yyyy/M/d"),
  "e-mail or HTTP header"(text, zone) {
    const email = DateTime.fromRFC2822(text, { zone });
    return email.isValid ? email : DateTime.fromHTTP(text, { zone });
  },
  "own format": (text, zone, { pattern, language }) => DateTime.fromFormat(text, pattern, { zone, locale: language }),
};

function byFormats(day: string): Parse {
  const formats = times.flatMap((time) => (time === "" ? [day] : [day + time, `${day}${time} ZZ`]));
  return (text, zone) => {
    const spaced = text
      .replace(/,?[\sT]+(?=\d)/, " ")
      // Browsers write a narrow space there, and people p.m. or none.
      .replace(/(?<=\d)\s*([ap])\.?\s?m\b\.?/i, " $1m")
      .replace(/(?<=:\d\d.*)\s*(?:([+-]\d\d):?(\d\d)|Z|UTC|GMT)$/i, (_, hours = "+00", minutes = "00") => {
        return ` ${hours}:${minutes}`;
      });
    const [first = DateTime.invalid("unparsable"), ...more] = formats.map((format) =>
      DateTime.fromFormat(spaced, format, { zone, locale: "en" }),
    );
    return [first, ...more].find((date) => date.isValid || date.invalidReason !== "unparsable") ?? first;
  };
}

function whyNot(text: string, { format, pattern }: ReadOptions, found: DateTime | undefined): string {
  const said = `“${shown(text)}”`;
  if (found && found.invalidReason !== "unparsable" && found.invalidExplanation) {
    return `${said} is not a date that exists: ${found.invalidExplanation}.`;
  }
  if (format === "own format") return `${said} is not written as “${pattern}”.`;
  const advice = format === "ISO 8601" ? adviceFor(text) : "Choose the format in which it is written.";
  return `${said} is not written as ${format}. ${advice}`;
}

function adviceFor(text: string): string {
  const [, a = "", mark, b = ""] = /^(\d{1,2})([./-])(\d{1,2})\2\d{2,4}/.exec(text) ?? [];
  if (mark === "." || Number(a) > 12) return `Choose the format “day${mark === "." ? "." : "/"}month…” or an own one.`;
  if (mark && Number(b) <= 12) {
    return "It may be a day and a month or a month and a day: choose the format “day/month/year” or “month/day/year”.";
  }
  if (/^\d{4}\/\d{1,2}\/\d{1,2}\b/.test(text)) return "Choose the format “year/month/day”.";
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(text)) return "Choose an own format, such as yyyy-M-d.";
  if (/^\d{9,}$/.test(text)) return "Choose the format “seconds since 1970” or “milliseconds since 1970”.";
  return "Write 2027-01-31 or 2027-01-31T14:30, or choose the format in which it is written.";
}

const shown = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
const refuse = (message: string) => new PatchbayError("bad_input", message);
