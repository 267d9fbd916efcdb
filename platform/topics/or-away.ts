import type { PatchbayError } from "../../lib/errors.ts";

/** Who waits for an answer waits no longer than this; a client of Kafka tries for minutes before it gives up. */
const answerMs = 8000;

/** Throws what is said of a log that does not answer, when it does not for a while. What was asked for goes on. */
export async function orAway<T>(work: Promise<T>, away: () => Promise<PatchbayError | undefined>): Promise<T> {
  const silence = Promise.withResolvers<never>();
  const onSilence = async () => {
    const error = await away().catch(() => undefined);
    if (error) silence.reject(error);
  };
  const timer = setTimeout(() => void onSilence(), answerMs);
  return await Promise.race([work, silence.promise]).finally(() => clearTimeout(timer));
}
