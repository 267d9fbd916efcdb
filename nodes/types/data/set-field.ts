import { PatchbayError } from "../../../lib/errors.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";

/**
 * The value with the field at a path such as `address.city` set, and objects on the way to it made. A field whose own name has
 * a dot comes first; a number counts the items of a list from 0, and the one behind the last is added. Nothing of the given
 * value is changed. Throws `bad_input` where a text, a number or the like is in the way.
 */
export function setField(value: Json, path: string, field: Json): Json {
  const isOwn = isObject(value) && Object.hasOwn(value, path);
  return put(value, isOwn ? [path] : path.split("."), { field, path, at: "" });
}

type Put = { field: Json; path: string; at: string };

function put(value: Json | undefined, [name, ...rest]: readonly string[], { field, path, at }: Put): Json {
  if (name === undefined) return field;
  if (name.trim() === "") throw refuse(`“${path}” is not a path. Write names with single dots between them.`);
  const next = { field, path, at: at === "" ? name : `${at}.${name}` };
  if (Array.isArray(value)) {
    const index = /^\d+$/.test(name) ? Number(name) : Number.NaN;
    if (!(index <= value.length)) {
      throw refuse(
        `“${at || "Value"}” is a list of ${value.length}, so “${path}” cannot be set. Write a number from 0 to ${value.length}.`,
      );
    }
    return index === value.length
      ? [...value, put(undefined, rest, next)]
      : value.with(index, put(value[index], rest, next));
  }
  if (value !== undefined && value !== null && !isObject(value)) {
    throw refuse(
      `“${at}” is ${typeof value === "string" ? "a text" : `a ${typeof value}`}, so “${path}” cannot be set in it.`,
    );
  }
  // Each is an own property, whatever its name.
  const entries = new Map(Object.entries(value ?? {}));
  entries.set(name, put(entries.get(name), rest, next));
  return Object.fromEntries(entries);
}

const refuse = (message: string) => new PatchbayError("bad_input", message);
