import { z } from "zod";
import { coerce } from "../../../lib/ports/ports.ts";
import type { Json } from "../../../lib/values/json.ts";
import { readNumber, roundOff } from "../../../lib/values/written/read-number.ts";
import { compare } from "./compare.ts";
import { isEmpty, isTrue } from "./truth.ts";

type Test = (found: Json, to: string) => boolean;

/** What a value can be tested for. The last two throw `bad_input` for what is neither a number nor a date. */
export const tests = {
  "is true": (found) => isTrue(found),
  "is not empty": (found) => !isEmpty(found),
  "is empty": (found) => isEmpty(found),
  equals: (found, to) => isEqual(found, to),
  "does not equal": (found, to) => !isEqual(found, to),
  contains: (found, to) => contains(found, to),
  "is greater than": (found, to) => compare(found, to) > 0,
  "is less than": (found, to) => compare(found, to) < 0,
} as const satisfies Record<string, Test>;

/** The setting that chooses one. */
export const TestName = z.enum([
  "is true",
  "is not empty",
  "is empty",
  "equals",
  "does not equal",
  "contains",
  "is greater than",
  "is less than",
]);

/** The setting that says what to compare with. */
export const CompareTo = z
  .string()
  .max(10_000)
  .default("")
  .meta({
    title: "Compare to",
    description: "Letter case does not matter. Numbers as 1234.5, dates as 2027-01-31.",
    usedWhen: {
      setting: "test",
      is: ["equals", "does not equal", "contains", "is greater than", "is less than"],
    },
  });

/** A list of one equals what its item equals, as `people[id = 5].state` is one. A number equals it however it is written. */
export function isEqual(found: Json, to: string): boolean {
  const [only, ...more] = Array.isArray(found) ? found : [];
  const isItem = only !== undefined && more.length === 0 && isEqual(only, to);
  return isItem || textOf(found) === textOf(to) || isSameNumber(found, to);
}

/** 1e21 is written 1e+21 as a text, and 9.5 may stand as 9.50. A text stays one: 007 is not 7. */
function isSameNumber(found: Json, to: string): boolean {
  if (typeof found !== "number" && typeof found !== "bigint") return false;
  const number = readNumber(to);
  // A number and a bigint are never ===, and compare exactly.
  if (number === undefined) return false;
  const [one, other] = [roundOff(found), roundOff(number)];
  return one >= other && one <= other;
}

/** A list contains an item that equals; a text contains a part. */
function contains(found: Json, to: string): boolean {
  if (Array.isArray(found)) return found.some((item) => isEqual(item, to));
  return textOf(found).includes(textOf(to));
}

/** For comparing without regard to letter case, to space around it, and to how an accent is stored. */
function textOf(found: Json): string {
  return String(coerce(found, "json", "text"))
    .trim()
    .normalize("NFC")
    .toLowerCase();
}
