import type { BlobRef } from "../run.ts";
import { isObject } from "./is-object.ts";
import type { Json } from "./json.ts";

/** The reference to a blob that stands for a large value; undefined for the value itself. */
export function blobRefOf(value: Json | undefined): BlobRef | undefined {
  if (!isObject(value)) return undefined;
  const { $blob, bytes, preview } = value;
  if (typeof $blob !== "string" || !Number.isSafeInteger(bytes) || typeof bytes !== "number") return undefined;
  return typeof preview === "string" ? { $blob, bytes, preview } : undefined;
}
