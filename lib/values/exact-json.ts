import { PatchbayError } from "../errors.ts";
import type { Json } from "./json.ts";

/**
 * Parses JSON whose whole numbers must stay what they are: JavaScript rounds most of those beyond 2^53, so an id of nineteen
 * digits would become another id. Throws `bad_input` for a number that would change, and SyntaxError for text that is no JSON.
 */
export function parseExactJson(text: string): Json {
  return parseJson(text, (_number, source) => {
    assertExact(source);
    return Number(source);
  });
}

/** The same, but a whole number that would change becomes a text with its digits. */
export function parseJsonWithTexts(text: string): Json {
  return parseJson(text, (number, source) => (isWhole(source) && !isKept(source) ? source : number));
}

function parseJson(text: string, become: (number: number, source: string) => Json): Json {
  if (!mayRound.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: Json, context?: { source?: string }) =>
    typeof value === "number" && context?.source !== undefined ? become(value, context.source) : value,
  );
}

/** What to say of text that is no JSON, or whose numbers would be rounded; undefined when there is nothing to say. */
export function jsonProblem(text: string): string | undefined {
  try {
    parseExactJson(text);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof PatchbayError) return thrown.userMessage;
    return thrown instanceof Error ? thrown.message : "This is not valid JSON.";
  }
}

/** Throws `bad_input` when the number, as it is written, is a whole number that JavaScript would round, or beyond its range. */
export function assertExact(source: string): void {
  const isInfinite = /^[-+]?\d/.test(source) && !Number.isFinite(Number(source));
  if (!isInfinite && (!isWhole(source) || isKept(source))) return;
  const shown = source.length > 40 ? `${source.slice(0, 40)}…` : source;
  const words = `The number ${shown} has more digits than a number can keep. Write it as text, in quotes, so that none is lost.`;
  throw new PatchbayError("bad_input", words);
}

const isWhole = (source: string) => /^[-+]?\d+$/.test(source);

/** Whether JavaScript writes the number out with the same digits. From 1e21 on it does so with an exponent. */
function isKept(source: string): boolean {
  const number = Number(source);
  if (Number.isSafeInteger(number)) return true;
  const [digits = "", exponent] = String(Math.abs(number)).split("e+");
  const written = exponent === undefined ? digits : digits.replace(".", "").padEnd(Number(exponent) + 1, "0");
  return written === source.replace(/^[-+]?0*/, "");
}

const mayRound = /\d{16}|[eE]\+?\d{3}/;
