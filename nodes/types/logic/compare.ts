import { PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";
import { readNumber, roundOff } from "../../../lib/values/written/read-number.ts";
import { readTime } from "../../../lib/values/written/read-time.ts";

/**
 * Below 0 when what was found is less than `to`, above when it is greater: numbers as numbers, dates as dates. `to` says
 * which. Throws `bad_input` for anything else, as nothing, a list and yes or no have no place between two numbers.
 */
export function compare(found: Json, to: string): number {
  const number = readNumber(to);
  const limit = number ?? readTime(to);
  if (limit === undefined) throw refuse(`“Compare to” is ${show(to)}`);
  const value = Array.isArray(found) && found.length === 1 ? (found[0] ?? null) : found;
  const read = number === undefined ? readTime : readNumber;
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const left = isNumber && number !== undefined ? value : typeof value === "string" ? read(value) : undefined;
  if (left === undefined)
    throw refuse(`The value to test is ${show(value)}`, number === undefined ? "a date" : "a number");
  // Whole numbers are compared exactly, however many digits they have.
  const [one, other] = [roundOff(left), roundOff(limit)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function refuse(what: string, wanted = "a number or a date"): PatchbayError {
  const words = `${what}, which is not ${wanted}. Write numbers as 1234.5 and dates as 2027-01-31, and test “is empty” first where a value may be missing.`;
  return new PatchbayError("bad_input", words);
}

function show(value: Json): string {
  if (value === null || value === "") return "empty";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  return `“${String(value).slice(0, 60)}”`;
}
