import type { Json } from "../../../lib/values/json.ts";

/** Whether a value means yes: true, the words true, yes and 1, numbers but 0, objects with keys, and lists of which an item does. */
export function isTrue(found: Json): boolean {
  if (Array.isArray(found)) return found.some(isTrue);
  return typeof found === "string" ? /^(true|yes|1)$/i.test(found.trim()) : Boolean(found) && !isEmpty(found);
}

export function isEmpty(found: Json): boolean {
  if (found === null) return true;
  if (typeof found === "string") return found.trim() === "";
  return typeof found === "object" && Object.keys(found).length === 0;
}
