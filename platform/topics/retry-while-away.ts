import { setTimeout as sleep } from "node:timers/promises";
import { PatchbayError } from "../../lib/errors.ts";
import { errorTypeOf } from "./kafka/kafka-errors.ts";

const firstBackoffMs = 200;
const maxBackoffMs = 5000;

/** `onAway` is called once, however long it takes. */
type RetryOptions = { signal: AbortSignal; onAway(error: unknown): void };

/** Retries while the platform's own topics cannot be reached. The call must be idempotent. When aborted, the last error is thrown. */
export async function retryWhileAway<T>(call: () => Promise<T>, { signal, onAway }: RetryOptions): Promise<T> {
  for (let backoff = firstBackoffMs; ; backoff = Math.min(backoff * 2, maxBackoffMs)) {
    try {
      return await call();
    } catch (error) {
      if (!isAway(error) || signal.aborted) throw error;
      if (backoff === firstBackoffMs) onAway(error);
      // Those that have failed together are not to come together.
      await sleep(backoff * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }
}

/** A cluster that has too few brokers for a new topic has them no sooner for being asked again. */
function isAway(error: unknown): boolean {
  if (!(error instanceof PatchbayError) || error.code !== "unavailable") return false;
  return !(error.cause instanceof Error && errorTypeOf(error.cause) === "INVALID_REPLICATION_FACTOR");
}
