/** What can be done to an entry of a store, and what comes of it. */
import type { Json } from "../values/json.ts";

/** Where a value is: the store's name, and the key in it. */
export type StateAddress = { store: string; key: string };

export type StateChange =
  /** A null removes the entry. */
  | { operation: "set"; value: Json }
  /** JSON Merge Patch (RFC 7396): fields are replaced at every depth, and those that are null go away. */
  | { operation: "merge"; value: Json }
  | { operation: "increment"; value: Json }
  /** Keeps the last `limit` items. */
  | { operation: "append"; value: Json; limit: number }
  | { operation: "mean"; value: Json; weight: number; halfLifeSeconds: number; at: number }
  | { operation: "delete" };

/** `value` is null when the store has nothing under the key now, and `version` 0; `found`: it had something before. */
export type StateOutcome = { value: Json; version: number; found: boolean };

/** A mean of vectors in which each counts half after every half-life. */
export type DecayedMean = { mean: number[]; weight: number; at: string };

export const stateLimits = { keyLength: 256, valueBytes: 1_000_000, dimensions: 8192 } as const;

export const storeNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
