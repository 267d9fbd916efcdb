import { stringifyJson } from "../exact-json.ts";

/** JSON with object keys sorted at every depth, so that equal values have equal text (used for hashes and diffs). */
export function canonicalJson(value: unknown): string {
  return stringifyJson(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  // A date says itself how it is written.
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
