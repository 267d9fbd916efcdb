import { PatchbayError } from "../../lib/errors.ts";
import type { PlanNode } from "../../lib/graph/plan.ts";

/** No wait between two attempts is longer, whatever a provider asks for. */
export const maxRetryDelayMs = 5 * 60_000;
const maxBackoffMs = 60_000;

/** Whether the same attempt may succeed later. What a node throws without a code may; a typed error says it itself. */
export function canRetry(thrown: unknown): boolean {
  return thrown instanceof PatchbayError ? thrown.canRetry : true;
}

/** Whether a step waits for a part of Patchbay: it pauses however many attempts it has had, and that is none of them. */
export const waitsForPatchbay = (thrown: unknown): boolean => thrown instanceof PatchbayError && thrown.isOwnOutage;

/**
 * Milliseconds before the next attempt: exponential with full jitter (a uniform choice between 0 and the doubled delay),
 * but never before the provider's own Retry-After. What waits for a part of Patchbay comes again when that says, however
 * often it has: it goes on soon after the outage, and is no fault of the node that should try more seldom.
 */
export function retryDelay(node: PlanNode, attempt: number, by: { random: number; thrown: unknown }): number {
  const backoff = by.random * Math.min(maxBackoffMs, node.retryDelayMs * 2 ** (attempt - 1));
  const asked = by.thrown instanceof PatchbayError ? (by.thrown.retryAfterMs ?? 0) : 0;
  if (waitsForPatchbay(by.thrown) && asked > 0) return Math.min(maxRetryDelayMs, asked);
  return Math.min(maxRetryDelayMs, Math.max(backoff, asked));
}
