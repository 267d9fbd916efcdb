import type { Json } from "./json.ts";

/** Whether a value takes about so many bytes at most. Looks no further than they reach. */
export function fitsIn(value: Json, bytes: number): boolean {
  return leftOf(value, bytes) >= 0;
}

function leftOf(value: Json, bytes: number): number {
  if (typeof value === "string") return bytes - value.length - 2;
  if (typeof value !== "object" || value === null) return bytes - 8;
  let left = bytes - 16;
  for (const [key, item] of Object.entries(value)) {
    if (left < 0) return left;
    left = leftOf(item, left - key.length);
  }
  return left;
}
