/**
 * JSON whose whole numbers keep their digits: the one way in and the one way out for values of pipelines. JavaScript rounds
 * whole numbers beyond 2^53, so an id of nineteen digits would become another id; here such a number is a bigint.
 * Decimals are doubles, as JavaScript reads them: 15 to 17 digits of them count.
 */
import { PatchbayError } from "../errors.ts";
import type { Json, PlainJson } from "./json.ts";

/**
 * Parses JSON. Whole numbers beyond 2^53 become bigints. Throws `bad_input` for a number that is too great to keep, and
 * SyntaxError for text that is no JSON.
 */
export function parseJson(text: string): Json {
  return read(text, exactNumber);
}

/** The same, but a whole number beyond 2^53 becomes a text with its digits. */
export function parseJsonWithTexts(text: string): Json {
  return read(text, (source) => {
    const number = exactNumber(source);
    return typeof number === "bigint" ? source : number;
  });
}

/** The same for settings and graphs, which take no whole number beyond 2^53. */
export function parsePlainJson(text: string): PlainJson {
  const value = parseJson(text);
  assertPlain(value);
  return value;
}

/** Throws `bad_input` for a value with a whole number beyond 2^53, where settings and graphs would keep it. */
export function assertPlain(value: Json): asserts value is PlainJson {
  if (!hasBigInt(value)) return;
  const message = "It holds a number with more digits than a setting can keep. Write it as text, in quotes.";
  throw new PatchbayError("bad_input", message);
}

/** JSON text of a value, whose bigints are numbers with all their digits. `change` is JSON.stringify's replacer. */
export function stringifyJson(value: unknown, indent = 0, change = same): string {
  try {
    return change === same
      ? JSON.stringify(value, null, indent)
      : JSON.stringify(value, (_key, inner: unknown) => change(inner), indent);
  } catch (thrown) {
    if (!(thrown instanceof TypeError && thrown.message.includes("BigInt"))) throw thrown;
    return stringifyBig(value, indent, change);
  }
}

const same = (value: unknown): unknown => value;

/** What to say of text that is no JSON, or that a setting cannot keep; undefined when there is nothing to say. */
export function jsonProblem(text: string): string | undefined {
  try {
    parsePlainJson(text);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof PatchbayError) return thrown.userMessage;
    return thrown instanceof Error ? thrown.message : "This is not valid JSON.";
  }
}

/** The number that is written here, in JSON's or JavaScript's way; NaN when none is. */
export function exactNumber(source: string): number | bigint {
  const number = Number(source);
  if (Number.isSafeInteger(number)) return number;
  if (isWhole.test(source) && source.length <= mostDigits) return wholeNumber(BigInt(source.replace(/^\+/, "")));
  if (Number.isFinite(number) && !isWhole.test(source)) return number;
  if (Number.isNaN(number) || /^[-+]?Infinity$/.test(source.trim())) return Number.NaN;
  const shown = source.length > 40 ? `${source.slice(0, 40)}…` : source;
  throw new PatchbayError("bad_input", `The number ${shown} is too great to be kept. Write it as text, in quotes.`);
}

/** A whole number as values hold it: a bigint only where a number would be rounded. */
export function wholeNumber(whole: bigint): number | bigint {
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}

/** Whether a value holds a whole number beyond 2^53. */
export function hasBigInt(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "bigint";
  if (Array.isArray(value)) return value.some(hasBigInt);
  for (const key in value) if (Object.hasOwn(value, key) && hasBigInt(Reflect.get(value, key))) return true;
  return false;
}

/** As many digits as a whole number may have. */
export const mostDigits = 1000;

const isWhole = /^[-+]?\d+$/;
/** Whether the text may hold a whole number beyond 2^53; a text that only looks like one costs no more than time. */
export function mayHoldBigInt(text: string): boolean {
  return mayBeBig.test(text);
}

const mayBeBig = /(?:^|[:,[\s-])\d{16}|\d[eE]\+?\d{3}/;

function read(text: string, become: (source: string) => Json): Json {
  if (!mayBeBig.test(text)) return JSON.parse(text);
  if (!hasSource()) return readMarked(text, become);
  return JSON.parse(text, (_key, value: Json, context?: { source?: string }) =>
    typeof value === "number" && context?.source !== undefined ? become(context.source) : value,
  );
}

function stringifyBig(value: unknown, indent: number, change: (value: unknown) => unknown): string {
  const put = (_key: string, inner: unknown) => (typeof inner === "bigint" ? `${mark}${inner}` : change(inner));
  return JSON.stringify(value, put, indent).replaceAll(marked, "$1");
}

/** Whether JSON.parse tells how a number is written, as browsers do since 2025 (Chrome since 2023). */
let knowsSource: boolean | undefined;
function hasSource(): boolean {
  knowsSource ??= JSON.parse("1", (_key, _value, context?: { source?: string }) => context?.source) === "1";
  return knowsSource;
}

/** For other browsers: whole numbers of many digits are put into marked texts first. */
export function readMarked(text: string, become: (source: string) => Json): Json {
  JSON.parse(text);
  const numbers = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{2,}/g;
  const withMarks = text.replaceAll(numbers, (part) => (part.startsWith('"') ? part : `"${mark}${part}"`));
  return JSON.parse(withMarks, (_key, value: Json) =>
    typeof value === "string" && value.startsWith(mark) ? become(value.slice(mark.length)) : value,
  );
}

/** Begins a text that stands for a number while JSON is read or written. It is another in each process. */
const mark = `number ${Math.random().toString(36).slice(2)} `;
const marked = new RegExp(`"${mark}(-?\\d+)"`, "g");
