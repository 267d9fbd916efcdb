import { PatchbayError } from "../errors.ts";
import type { Json } from "./json.ts";

/**
 * Parses JSON whose whole numbers must stay what they are: JavaScript rounds most of those beyond 2^53, so an id of nineteen
 * digits would become another id. Throws `bad_input` for a number that would change, and SyntaxError for text that is no JSON.
 */
export function parseExactJson(text: string): Json {
  if (!mayRound.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value === "number" && context?.source !== undefined) assertExact(context.source);
    return value;
  });
}

/** Throws `bad_input` when the number, as it is written, is a whole number that JavaScript would round, or beyond its range. */
export function assertExact(source: string): void {
  const isInfinite = /^[-+]?\d/.test(source) && !Number.isFinite(Number(source));
  if (!isInfinite && (!/^-?\d+$/.test(source) || isKept(source))) return;
  const shown = source.length > 40 ? `${source.slice(0, 40)}…` : source;
  const words = `The number ${shown} has more digits than a number can keep. Write it as text, in quotes, so that none is lost.`;
  throw new PatchbayError("bad_input", words);
}

/** Whether JavaScript writes the number out with the same digits. From 1e21 on it does so with an exponent. */
function isKept(source: string): boolean {
  const number = Number(source);
  if (Number.isSafeInteger(number)) return true;
  const [digits = "", exponent] = String(Math.abs(number)).split("e+");
  const written = exponent === undefined ? digits : digits.replace(".", "").padEnd(Number(exponent) + 1, "0");
  return written === source.replace(/^-?0*/, "");
}

const mayRound = /\d{16}|[eE]\+?\d{3}/;
