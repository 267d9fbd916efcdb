import { setTimeout as sleep } from "node:timers/promises";
import { isTransientDbError } from "./transient-db-error.ts";

const firstBackoffMs = 50;
const maxBackoffMs = 2000;

type RetryOptions = {
  /** When aborted, the last error is thrown and nothing is retried. */
  signal?: AbortSignal | undefined;
  onUnavailable?: (error: unknown) => void;
};

/** Retries a call to our own database while it is unavailable. The call must be idempotent. */
export async function retryWhileUnavailable<T>(
  call: () => Promise<T>,
  { signal, onUnavailable }: RetryOptions = {},
): Promise<T> {
  for (let backoff = firstBackoffMs; ; backoff = Math.min(backoff * 2, maxBackoffMs)) {
    try {
      return await call();
    } catch (error) {
      if (!isTransientDbError(error) || signal?.aborted) throw error;
      onUnavailable?.(error);
      await sleep(backoff, undefined, signal ? { signal } : {}).catch(() => {});
    }
  }
}
