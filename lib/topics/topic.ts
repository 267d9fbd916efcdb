/** Topics of a workspace: what a name is, how large things may be, and how values become bytes. */
import { stringifyJson } from "../values/exact-json.ts";
import type { Json } from "../values/json.ts";

export const topicNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
export const topicNameRule = "A topic's name has up to 100 letters, digits, and . _ - after the first one.";
/** Of a cluster of one's own, by Kafka's own rule. */
export const kafkaNamePattern = /^[A-Za-z0-9._-]{1,249}$/;
export const kafkaNameRule = "A topic's name has up to 249 letters, digits, and . _ -";

/** `eventBytes`: key, value and headers together; a Kafka with its own settings takes a little more. */
export const topicLimits = { partitions: 64, eventBytes: 1_000_000, headers: 100, eventsAtOnce: 5000 } as const;
export const defaultPartitions = 3;
/** A week, as in Kafka. */
export const defaultRetentionHours = 168;

/** Names may repeat. A value may be null where others' programs wrote the event; over Kafka, null is sent as empty. */
export type Header = { name: string; value: Uint8Array | null };

/** Text is taken as it is and other values as JSON. Null has no bytes: as a value it is a tombstone, as a key there is none. */
export function bytesOf(value: Json): Uint8Array | null {
  if (value === null) return null;
  return new TextEncoder().encode(typeof value === "string" ? value : stringifyJson(value));
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as text, or in base64 where they are no UTF-8. */
export function readBytes(bytes: Uint8Array): { text: string; encoding: "utf-8" | "base64" } {
  try {
    return { text: utf8.decode(bytes), encoding: "utf-8" };
  } catch {
    return { text: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")), encoding: "base64" };
  }
}
