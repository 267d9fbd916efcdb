/** What the nodes that work on lists have in common. */
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";
import { canonicalJson } from "../../../lib/values/keys/canonical-json.ts";
import { port } from "../../define.ts";

export const itemsPort = port("json", { title: "Items", description: "The list." });

/** The setting that names what of an item is looked at. */
export function fieldSetting(description: string) {
  return z.string().max(500).default("").meta({ title: "Field", description });
}

/** Throws `bad_input` for what is no list, with what to do. */
export function listOf(value: Json, name = "“Items”"): readonly Json[] {
  if (Array.isArray(value)) return value;
  const is = value === null ? "empty" : typeof value === "object" ? "an object" : "a single value";
  const keys = value === null || typeof value !== "object" ? [] : Object.keys(value);
  const list = keys.find((key) => Array.isArray(Object(value)[key]));
  const advice =
    list === undefined ? "" : ` Its field “${list}” is one: a Transform with the expression ${list} gives it.`;
  throw new PatchbayError("bad_input", `${name} is ${is}, not a list.${advice}`);
}

/**
 * What an item has at a path such as `address.city`; the whole item for an empty one, null where there is nothing. A field
 * whose own name has a dot comes first. A number finds the item of a list, from 0.
 */
export function fieldOf(item: Json, path: string): Json {
  if (path.trim() === "") return item;
  const whole = ownField(item, path.trim());
  if (whole !== undefined) return whole;
  return path
    .trim()
    .split(".")
    .reduce<Json>((value, name) => ownField(value, name) ?? null, item);
}

function ownField(value: Json, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Array.isArray(value) ? (/^\d+$/.test(name) ? value[Number(name)] : undefined) : value[name];
}

/** Equal for equal values: texts and numbers by their text without space around it, so that 7 and “7” are one. */
export function keyOf(value: Json, ignoreCase = false): string {
  if (typeof value === "object" && value !== null) return `\u0000${canonicalJson(withDigits(value))}`;
  // Nothing is not the word “null”.
  if (value === null) return "\u0001";
  const text = String(withDigits(value)).trim();
  return ignoreCase ? text.toLowerCase() : text;
}

/** From here on JavaScript writes a number as 1e+21, and a bigint of the same value with all its digits. */
const shortFrom = 1e21;

/**
 * Whole numbers that a double would write short, as bigints: equal ones have one text, whichever they were. So have texts that
 * look the same and store an accent in two ways.
 */
function withDigits(value: Json): Json {
  if (typeof value === "number") {
    return Math.abs(value) >= shortFrom && Number.isFinite(value) ? BigInt(value) : value;
  }
  if (typeof value === "string") return value.normalize("NFC");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withDigits);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDigits(inner)]));
}
