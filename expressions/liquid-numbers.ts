import { filters, type Liquid } from "liquidjs";
import { exactNumber, stringifyJson } from "../lib/values/exact-json.ts";
import { roundOff } from "../lib/values/read-number.ts";

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
      const result: unknown = Reflect.apply(filter, this, given);
      if (typeof result !== "number") return result;
      if (!Number.isFinite(result)) throw new Error(whyNoNumber(name, given));
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

function whyNoNumber(name: string, given: readonly unknown[]): string {
  const other = given.flat().find((value) => !Number.isFinite(Number(value)) || value === undefined || value === null);
  if (other === undefined && given.length === 0) return `“${name}” gives no number.`;
  const isByZero = /^(divided_by|modulo)$/.test(name) && Number(given[1]) === 0;
  if (isByZero) return `“${name}” cannot divide by zero. Test the divisor first.`;
  const shown = other === undefined || other === null ? "nothing" : `“${String(other).slice(0, 60)}”`;
  return `“${name}” needs numbers such as 1234.5, and ${shown} is none.`;
}

function wouldRound(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  return typeof value === "string" && /^\s*-?\d{16,}\s*$/.test(value) && typeof exactNumber(value.trim()) === "bigint";
}
