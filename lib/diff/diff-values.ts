/** What differs inside two settings, down to the single value: `fields › question › title`. */

import { isObject } from "../values/is-object.ts";
import type { Json } from "../values/json.ts";
import { isSame } from "./diff.ts";

export type ValueChange = { path: readonly string[]; before: Json | undefined; after: Json | undefined };

export function diffValues(before: Json | undefined, after: Json | undefined): ValueChange[] {
  return changes([], before, after);
}

function changes(path: readonly string[], before: Json | undefined, after: Json | undefined): ValueChange[] {
  if (isSame(before, after)) return [];
  const [old, now] = [partsOf(before), partsOf(after)];
  if (!old || !now || Array.isArray(before) !== Array.isArray(after)) return [{ path, before, after }];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  const inside = keys.flatMap((key) => changes([...path, key], old.get(key), now.get(key)));
  // Only the order is another one: then the whole list is what changed.
  return inside.length > 0 ? inside : [{ path, before, after }];
}

/** What can be compared part by part: an object by its keys, a list of named things by their names. */
function partsOf(value: Json | undefined): Map<string, Json> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const parts = new Map(value.flatMap((item) => (isNamed(item) ? [[item.name, item] as const] : [])));
  return parts.size === value.length && value.length > 0 ? parts : undefined;
}

function isNamed(item: Json): item is { name: string } {
  return isObject(item) && typeof item.name === "string";
}
