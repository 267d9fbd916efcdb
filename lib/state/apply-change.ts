import { PatchbayError } from "../errors.ts";
import { stringifyJson } from "../values/exact-json.ts";
import { isObject } from "../values/is-object.ts";
import type { Json } from "../values/json.ts";
import { addToMean } from "./decayed-mean.ts";
import { type StateChange, stateLimits } from "./state-change.ts";

/**
 * The value after a change; null when there is none. Throws `bad_input` when the value that is there is of another kind,
 * which stays as it is, and `too_large`.
 */
export function applyChange(current: Json, change: StateChange): Json {
  const value = changed(current, change);
  const bytes = stringifyJson(value).length;
  if (bytes <= stateLimits.valueBytes) return value;
  const words = `The value would have ${bytes.toLocaleString("en")} characters; a store takes ${stateLimits.valueBytes.toLocaleString("en")} under one key. Keep less, or use several keys.`;
  throw new PatchbayError("too_large", words);
}

function changed(current: Json, change: StateChange): Json {
  switch (change.operation) {
    case "set":
      return change.value;
    case "delete":
      return null;
    case "merge":
      return merge(current, change.value);
    case "increment":
      return increment(current, change.value);
    case "append":
      return append(current, change);
    case "mean":
      return addToMean(current, change);
  }
}

function merge(current: Json, patch: Json): Json {
  if (!isObject(patch)) throw mismatch("Merge takes an object", patch);
  if (current !== null && !isObject(current)) throw holds(current, "merge into an object");
  return mergePatch(current, patch);
}

/** RFC 7396. Fields are copied one by one, so that none of them can reach a prototype. */
function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const fields = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name);
    else fields.set(name, mergePatch(fields.get(name) ?? null, value));
  }
  return Object.fromEntries(fields);
}

function increment(current: Json, by: Json): Json {
  if (!isNumber(by)) throw mismatch("Increment takes a number", by);
  if (current !== null && !isNumber(current)) throw holds(current, "increment a number");
  const sum = add(current ?? 0, by);
  if (typeof sum === "bigint") return sum;
  if (Number.isFinite(sum) && (!Number.isInteger(sum) || Number.isSafeInteger(sum))) return sum;
  throw new PatchbayError("bad_input", "The number would have more digits than a number can keep. Start a new key.");
}

const isNumber = (value: Json): value is number | bigint => typeof value === "number" || typeof value === "bigint";

/** Whole numbers are added exactly; one beyond 2^53 is a bigint. */
function add(a: number | bigint, b: number | bigint): number | bigint {
  const isWhole = [a, b].every((one) => typeof one === "bigint" || Number.isSafeInteger(one));
  if (!isWhole) return Number(a) + Number(b);
  const sum = BigInt(a) + BigInt(b);
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
}

function append(current: Json, { value, limit }: Extract<StateChange, { operation: "append" }>): Json {
  if (current !== null && !Array.isArray(current)) throw holds(current, "append to a list");
  return [...(current ?? []), value].slice(-limit);
}

function mismatch(rule: string, value: Json): PatchbayError {
  return new PatchbayError("bad_input", `${rule}, and ${kindOf(value)} arrived at “Value”.`);
}

function holds(current: Json, wish: string): PatchbayError {
  const words = `There is ${kindOf(current)} under this key, so it is not possible to ${wish}. Use another key, or set it anew.`;
  return new PatchbayError("bad_input", words);
}

function kindOf(value: Json): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return "a text";
  if (isNumber(value)) return "a number";
  if (typeof value === "boolean") return "a boolean";
  return Array.isArray(value) ? "a list" : "an object";
}
