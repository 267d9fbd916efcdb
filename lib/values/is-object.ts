import type { Json } from "./json.ts";

/** Whether a value of JSON is an object: neither a list nor null. */
export function isObject<T extends Json | undefined>(value: T): value is Exclude<T & object, readonly unknown[]>;
export function isObject(value: unknown): value is { [key: string]: unknown };
export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
