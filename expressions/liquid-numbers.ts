import { filters, type Liquid } from "liquidjs";
import { exactNumber, stringifyJson } from "../lib/values/exact-json.ts";
import { sumOf } from "../lib/values/sum-of.ts";
import { readNumber, roundOff } from "../lib/values/written/read-number.ts";

/**
 * Liquid computes with JavaScript's numbers, which round whole numbers beyond 2^53. Filters that compute refuse those, and
 * filters that write JSON write all their digits.
 */
export function keepWholeNumbers(engine: Liquid): void {
  for (const name of computing) {
    const filter = filters[name];
    if (typeof filter !== "function") continue;
    engine.registerFilter(name, function (...given: unknown[]) {
      if (given.flat().some(wouldRound)) {
        throw new Error(`“${name}” would round a whole number of so many digits. Write the value as it is.`);
      }
      const numbers = name === "sum" ? summed(given) : given;
      const wrong = numbers.find(isNoNumber);
      if (wrong !== undefined) throw new Error(notNumber(name, wrong));
      const result: unknown = name === "sum" ? total(numbers) : Reflect.apply(filter, this, given);
      if (typeof result !== "number") return result;
      if (!Number.isFinite(result)) throw new Error(noNumber(name));
      return roundOff(result);
    });
  }
  engine.registerFilter("json", (value: unknown, indent: unknown) => stringifyJson(value, Number(indent ?? 0)));
}

/** A whole number beyond 2^53 that is written in a tag or an output of the template; undefined when there is none. */
export function largeLiteral(template: string): { digits: string; from: number } | undefined {
  if (!/\d{16}/.test(template)) return undefined;
  for (const { 0: part, index } of template.matchAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g)) {
    const bare = part.replaceAll(/"[^"]*"|'[^']*'/g, (text) => " ".repeat(text.length));
    for (const { 0: digits, index: at } of bare.matchAll(/(?<![\w.])\d{16,}(?![\w.])/g)) {
      if (!Number.isSafeInteger(Number(digits))) return { digits, from: index + at };
    }
  }
  return undefined;
}

export const largeLiteralMessage = ({ digits }: { digits: string }) =>
  `The number ${digits} has more digits than Liquid can keep. Write it as text, in quotes.`;

const computing = [
  ...([
    "abs",
    "at_least",
    "at_most",
    "ceil",
    "divided_by",
    "floor",
    "minus",
    "modulo",
    "plus",
    "round",
    "sum",
  ] as const),
  "times",
] as const;

/** What is added up: the items of a list, or a field of each. */
function summed([items, field]: readonly unknown[]): unknown[] {
  return [items].flat(2).map((item) => {
    if (typeof field !== "string") return item;
    return field.split(".").reduce<unknown>((value, name) => {
      const isOwn = typeof value === "object" && value !== null && Object.hasOwn(value, name);
      return isOwn ? Reflect.get(value, name) : undefined;
    }, item);
  });
}

function total(numbers: readonly unknown[]): number {
  return sumOf(numbers.map((number) => Number(number ?? 0)));
}

/** Liquid takes what is no number for 0, and so 1,234 for nothing. A value that is missing or empty stays 0. */
function isNoNumber(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "" && readNumber(value) === undefined;
  return typeof value === "object" && value !== null;
}

function notNumber(name: string, value: unknown): string {
  const shown = typeof value === "string" ? `“${value.slice(0, 60)}”` : "a list or an object";
  return `“${name}” needs numbers such as 1234.5, and ${shown} is none.`;
}

function noNumber(name: string): string {
  const isDivision = name === "divided_by" || name === "modulo";
  return `“${name}” ${isDivision ? "cannot divide by zero. Test the divisor first" : "gives a number that is too great"}.`;
}

function wouldRound(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  return typeof value === "string" && /^\s*-?\d{16,}\s*$/.test(value) && typeof exactNumber(value.trim()) === "bigint";
}
