/** The SDK reads and writes JSON with JavaScript's numbers. Whole numbers beyond 2^53 pass through it as marked texts. */
import { mayHoldBigInt, parseJson, stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";

const mark = "\u0001whole:";
// biome-ignore lint/suspicious/noControlCharactersInRegex: no text holds it by chance
const marked = /^\u0001whole:(-?\d+)$/;
const written = /"\\u0001whole:(-?\d+)"/g;

/** A value for the SDK to send. */
export function markWholes(value: Json): Json {
  return change(value, (inner) => (typeof inner === "bigint" ? `${mark}${inner}` : inner));
}

/** What the SDK wrote, as it leaves: the marked texts are numbers again. */
export function unmarkText(body: string): string {
  return body.replace(written, "$1");
}

/** A response's text before the SDK reads it: JSON, or the events of a stream, each with its data on one line. */
export function markText(body: string, isStream: boolean): string {
  if (!mayHoldBigInt(body)) return body;
  if (!isStream) return markJson(body);
  return body.replace(/^(data: ?)(.+)$/gm, (_line, name: string, data: string) => `${name}${markJson(data)}`);
}

/** A value that the SDK has read. */
export function unmarkWholes(value: Json): Json {
  return change(value, (inner) => {
    const [, digits] = typeof inner === "string" ? (marked.exec(inner) ?? []) : [];
    return digits === undefined ? inner : BigInt(digits);
  });
}

function markJson(text: string): string {
  try {
    return stringifyJson(markWholes(parseJson(text)));
  } catch {
    return text;
  }
}

function change(value: Json, become: (value: Json) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => change(item, become));
  if (typeof value !== "object" || value === null) return become(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner, become)]));
}
