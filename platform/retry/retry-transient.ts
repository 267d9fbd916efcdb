import { setTimeout as sleep } from "node:timers/promises";

/**
 * Retries while Kafka answers with a retriable error: right after a start or for a new topic it says "coordinator is
 * loading" or "not the leader" and means "soon". Gives up on any other error, and after a minute.
 */
export async function retryTransient<T>(call: () => Promise<T>, limitMs = 60_000): Promise<T> {
  const until = Date.now() + limitMs;
  for (let wait = 50; ; wait = Math.min(wait * 2, 1000)) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || Date.now() > until) throw error;
      await sleep(wait);
    }
  }
}

/** kafkajs marks retriable errors; when its own retries are used up, the mark is on the cause. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("retriable" in error && error.retriable === true) || isTransient(error.cause);
}
