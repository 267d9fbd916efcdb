/** Parameters as text, in the styles of OpenAPI (https://spec.openapis.org/oas/v3.1.0#style-values). */
import { PatchbayError } from "../../lib/errors.ts";
import type { ServiceInput } from "../../lib/service/service.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";

type Style = Pick<ServiceInput, "key" | "style" | "explode"> & { allowReserved?: boolean };
type Pair = [name: string, value: string];

/** One part of a path: label and matrix begin with their own sign. A value stays inside its part. */
export function writePathParameter({ key, style, explode }: Style, value: Json): string {
  if (style === "json") return encode(stringifyJson(value));
  const pairs = pairsOf(value);
  if (style === "matrix") {
    if (pairs && explode) return pairs.map(([name, text]) => `;${encode(name)}=${encode(text)}`).join("");
    if (Array.isArray(value) && explode) return value.map((item) => `;${key}=${encode(textOf(item))}`).join("");
    return `;${key}=${flat(value).map(encode).join(",")}`;
  }
  const items =
    pairs && explode ? pairs.map(([name, text]) => `${encode(name)}=${encode(text)}`) : flat(value).map(encode);
  if (style === "label") return `.${items.join(explode ? "." : ",")}`;
  const written = items.join(",");
  // “.” and “..” would climb, and nothing would call another operation.
  if (written === "" || /^\.{1,2}$/.test(written)) {
    throw new PatchbayError("bad_input", `“${key}” is part of the path and cannot be “${written}”.`);
  }
  return written;
}

/** `name=value` pairs, encoded. */
export function writeQuery(style: Style, value: Json): string[] {
  const encoded = style.allowReserved ? encodeReserved : encode;
  return queryPairs(style, value, encoded).map(([name, text]) => `${encode(name)}=${text}`);
}

/** The same for a form's body, where a blank is a plus. */
export function formPairs(style: Style, value: Json): Pair[] {
  return queryPairs(style, value, (text) => text);
}

function queryPairs({ key, style, explode }: Style, value: Json, encoded: (text: string) => string): Pair[] {
  if (style === "json") return [[key, encoded(stringifyJson(value))]];
  const pairs = pairsOf(value);
  if (style === "deepObject" && pairs) return deepPairs(key, value).map(([name, text]) => [name, encoded(text)]);
  if (pairs && explode) return pairs.map(([name, text]) => [name, encoded(text)]);
  if (Array.isArray(value) && (explode || style === "deepObject")) {
    return value.map((item) => [key, encoded(textOf(item))]);
  }
  const separator = style === "spaceDelimited" ? "%20" : style === "pipeDelimited" ? "%7C" : ",";
  return [[key, flat(value).map(encoded).join(separator)]];
}

/** A header's value; a line break in it would begin another header. */
export function writeHeader({ key, style, explode }: Style, value: Json): string {
  const pairs = pairsOf(value);
  const text =
    style === "json"
      ? stringifyJson(value)
      : pairs && explode
        ? pairs.map(([name, each]) => `${name}=${each}`).join(",")
        : flat(value).join(",");
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw new PatchbayError("bad_input", `“${key}” is sent as a header, which takes one line of plain characters.`);
}

export function writeCookie(style: Style, value: Json): string {
  return queryPairs(style, value, encode)
    .map(([name, text]) => `${encode(name)}=${text}`)
    .join("; ");
}

function pairsOf(value: Json): Pair[] | undefined {
  if (!isObject(value)) return undefined;
  return Object.entries(value).map(([name, inner]) => [name, textOf(inner)]);
}

function deepPairs(key: string, value: Json): Pair[] {
  if (Array.isArray(value)) return value.map((item) => [key, textOf(item)]);
  if (typeof value !== "object" || value === null) return [[key, textOf(value)]];
  return Object.entries(value).flatMap(([name, inner]) => deepPairs(`${key}[${name}]`, inner));
}

function flat(value: Json): string[] {
  if (Array.isArray(value)) return value.map(textOf);
  return pairsOf(value)?.flat() ?? [textOf(value)];
}

export function textOf(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? value : stringifyJson(value);
}

/** encodeURIComponent leaves these five, which have a meaning in some places. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function encodeReserved(text: string): string {
  return encodeURI(text.toWellFormed()).replace(/[#&+]/g, encodeURIComponent);
}
