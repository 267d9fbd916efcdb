import type { Kafka } from "kafkajs";
import { withTimeout } from "../../retry/with-timeout.ts";

/** Waits for something to close, for as long as Kafka answers. Never rejects. */
export type AwaitClose = (closing: Promise<unknown>) => Promise<void>;

/** A Kafka that is there answers within milliseconds; this leaves time to connect and to sign in. */
const answerMs = 1000;
/** Most of what is closed takes no longer, and nothing has to be asked. */
const firstMs = 300;
/** One that has not answered is not waited for again by what is closed after this, one after the other. */
const rememberedMs = 10_000;

/**
 * Leaving a group in order only spares its other members a wait: Kafka notices by itself who has gone. kafkajs tries for many
 * seconds to tell a Kafka that is away, one consumer after the other, and so a process would not stop in time.
 */
export function makeAwaitClose(kafka: Kafka): AwaitClose {
  let asking: Promise<boolean> | undefined;
  let silentAt = Number.NEGATIVE_INFINITY;

  /** All that is closed at the same time asks once. */
  function isSilent(): Promise<boolean> {
    if (performance.now() - silentAt < rememberedMs) return Promise.resolve(true);
    asking ??= ask(kafka).then((answered) => {
      asking = undefined;
      if (!answered) silentAt = performance.now();
      return !answered;
    });
    return asking;
  }

  return async (closing) => {
    const closed = closing.then(
      () => true,
      () => true,
    );
    if (await withTimeout(closed, firstMs)) return;
    while (!(await isSilent())) if (await withTimeout(closed, answerMs)) return;
  };
}

/** By a connection of its own: one that is there already may be dead. */
async function ask(kafka: Kafka): Promise<boolean> {
  const admin = kafka.admin({ retry: { retries: 0 } });
  const asked = admin.connect().then(() => admin.describeCluster());
  const answered = await withTimeout(asked, answerMs);
  void admin.disconnect().catch(() => {});
  return answered !== undefined;
}
