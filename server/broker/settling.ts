import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again while Kafka is still settling: right after a start or a new topic it answers "coordinator is loading" or
 * "not the leader" and means "soon". Gives up on any other error, and after a minute.
 */
export async function whileSettling<T>(ask: () => Promise<T>, patienceMs = 60_000): Promise<T> {
  const until = Date.now() + patienceMs;
  for (let wait = 50; ; wait = Math.min(wait * 2, 1000)) {
    try {
      return await ask();
    } catch (error) {
      if (!isTemporary(error) || Date.now() > until) throw error;
      await sleep(wait);
    }
  }
}

/** kafkajs marks what may be asked again; when its own tries are used up, the mark is on the cause. */
export function isTemporary(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("retriable" in error && error.retriable === true) || isTemporary(error.cause);
}
