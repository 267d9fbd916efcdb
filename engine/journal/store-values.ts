import { PatchbayError } from "../../lib/errors.ts";
import { type BlobRef, type Values, valueLimits } from "../../lib/run.ts";
import type { Json } from "../../lib/values/json.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { sha256 } from "../../platform/ids.ts";

/** A value kept apart from the rows that name it, as JSON text: a large one is made into text once only. */
export type BlobRow = { id: string; workspaceId: string; bytes: number; text: string };

/** The rows as the JSON list that statements take. */
export function blobsText(blobs: readonly BlobRow[]): string {
  const rows = blobs.map(({ text, ...row }) => `${jsonText(row).slice(0, -1)},"data":${text}}`);
  return `[${rows.join(",")}]`;
}

const maxDepth = 200;
const previewLength = 200;

/** Where one run's large values go. `known` remembers them: an output appears again as the input of what follows. */
export type BlobStore = {
  workspaceId: string;
  blobs: BlobRow[];
  known: Map<Json, BlobRef>;
  size?(bytes: number): void;
};

/** Values as rows keep them: each one over 64 kB becomes a reference, and its content goes to the store, once. */
export function storeValues(values: Values, store: BlobStore): Values {
  let stored: Values | undefined;
  for (const [port, value] of Object.entries(values)) {
    const bytes = sizeOf(value);
    store.size?.(bytes);
    if (bytes <= valueLimits.inline) continue;
    const ref = store.known.get(value) ?? keep(value, store);
    stored ??= { ...values };
    stored[port] = ref;
  }
  return stored ?? values;
}

function keep(value: Json, { workspaceId, blobs, known }: BlobStore): BlobRef {
  const text = jsonText(value);
  const id = sha256(`${workspaceId}\n${text}`);
  const bytes = Buffer.byteLength(text);
  blobs.push({ id, workspaceId, bytes, text });
  const preview = (typeof value === "string" ? value : text).slice(0, previewLength).toWellFormed();
  const ref = { $blob: id, bytes, preview };
  known.set(value, ref);
  return ref;
}

/** Throws `too_large` when a step's outputs are more than 16 MB, and `node_failed` when they are not plain JSON. */
export function assertFits(outputs: Values): Values {
  let bytes = 0;
  for (const value of Object.values(outputs)) bytes += sizeOf(value);
  if (bytes <= valueLimits.step) return outputs;
  const message = "The outputs of this step are larger than 16 MB. Pass less on, for example by splitting the work.";
  throw new PatchbayError("too_large", message);
}

/** About as many bytes as the value's JSON has; never fewer than it has characters. */
function sizeOf(value: unknown, depth = 0): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) {
    if (typeof value === "function" || typeof value === "symbol") throw notJson();
    if (typeof value === "bigint") return String(value).length;
    return 8;
  }
  if (depth > maxDepth) throw notJson();
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += 1 + sizeOf(item, depth + 1);
    return bytes;
  }
  for (const key in value) bytes += key.length + 4 + sizeOf(Reflect.get(value, key), depth + 1);
  return bytes;
}

function notJson(): PatchbayError {
  return new PatchbayError("node_failed", "This step gave a value that is not plain JSON, or is nested too deeply.");
}
