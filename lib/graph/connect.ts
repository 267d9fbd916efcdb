/** The one table that says what may be connected to what. Canvas, check and worker share it. */
import { PatchbayError } from "../errors.ts";
import { portKinds } from "../ports/port-kind-table.ts";
import type { PortKind } from "../ports/port-kinds.ts";
import { parseJson, stringifyJson } from "../values/exact-json.ts";
import { isObject } from "../values/is-object.ts";
import type { Json } from "../values/json.ts";
import type { Document, Message } from "../values/values.ts";
import { readNumber } from "../values/written/read-number.ts";

type Convert = (value: Json) => Json;

/** Every coercion there is, `from → to`. Equal kinds and `any` on either side always fit and convert nothing. */
const coercions: Partial<Record<PortKind, Partial<Record<PortKind, Convert>>>> = {
  text: {
    json: textToJson,
    number: parseNumber,
    message: textToMessage,
    messages: (value) => [textToMessage(value)],
    document: textToDocument,
    documents: (value) => [textToDocument(value)],
  },
  number: { text: String, json: same },
  boolean: { text: String, json: same },
  json: { text: jsonToText, number: parseNumber },
  message: { text: (value) => asMessage(value).content, messages: (value) => [value], json: same },
  messages: {
    text: (value) =>
      list(value)
        .map((item) => asMessage(item).content)
        .join("\n\n"),
    json: same,
  },
  document: { text: (value) => asDocument(value).text, documents: (value) => [value], json: same },
  documents: {
    text: (value) =>
      list(value)
        .map((item) => asDocument(item).text)
        .join("\n\n"),
    json: same,
  },
  file: { json: same },
};

export type Fit = { ok: true; coerced: boolean } | { ok: false; reason: string };

/** Whether an output of kind `from` may be connected to an input of kind `to`; when not, why, as a message for people. */
export function canConnect(from: PortKind, to: PortKind): Fit {
  if (from === to || from === "any" || to === "any") return { ok: true, coerced: false };
  if (coercions[from]?.[to]) return { ok: true, coerced: true };
  const reason = `${portKinds[from].title} does not fit a ${portKinds[to].title} input.`;
  return { ok: false, reason };
}

/** The value as the input's kind wants it. Throws `bad_input` when the content does not allow it (text that is no JSON). */
export function coerce(value: Json, from: PortKind, to: PortKind): Json {
  const convert = coercions[from]?.[to];
  return convert ? convert(value) : value;
}

function same(value: Json): Json {
  return value;
}

function textToJson(value: Json): Json {
  if (typeof value !== "string") return value;
  try {
    return parseJson(value);
  } catch (cause) {
    if (cause instanceof PatchbayError) throw cause;
    throw new PatchbayError("bad_input", `This text is connected to a JSON input but is not JSON: ${clip(value)}`, {
      cause,
    });
  }
}

function parseNumber(value: Json): Json {
  const number = typeof value === "string" ? readNumber(value) : value;
  if (typeof number === "bigint" || (typeof number === "number" && Number.isFinite(number))) return number;
  const advice = Array.isArray(value) ? " Take one item of the list, as (…)[0] does, or its sum." : "";
  throw new PatchbayError(
    "bad_input",
    `This value is connected to a number input but is not a number: ${clip(jsonToText(value))}${advice}`,
  );
}

/** Nothing is an empty text, never the word “null”. */
function jsonToText(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? value : stringifyJson(value, 2);
}

function textToMessage(value: Json): Message {
  return { role: "user", content: jsonToText(value) };
}

function textToDocument(value: Json): Document {
  return { text: jsonToText(value), metadata: {} };
}

function asMessage(value: Json): { content: string } {
  if (isObject(value) && typeof value.content === "string") {
    return { content: value.content };
  }
  return { content: jsonToText(value) };
}

function asDocument(value: Json): { text: string } {
  if (isObject(value) && typeof value.text === "string") {
    return { text: value.text };
  }
  return { text: jsonToText(value) };
}

function list(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
