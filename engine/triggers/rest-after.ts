import type { PatchbayError } from "../../lib/errors.ts";

const usualMs = 5000;
const mostMs = 30_000;

/** How long what starts runs rests after one was not accepted. A quota that frees at midnight may be raised before. */
export function restAfter({ retryAfterMs = usualMs }: PatchbayError): number {
  return Math.min(retryAfterMs, mostMs);
}
