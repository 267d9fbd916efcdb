import { setTimeout as sleep } from "node:timers/promises";
import { DeadLetter, topics } from "../../lib/messages.ts";
import type { BrokerMessage, Handle } from "./broker.ts";

const tries = 4;
const firstWaitMs = 25;

/**
 * Passes a batch to its handler. When the handler rejects, each message is tried alone; one that fails alone four times
 * goes to the dead-letter topic by `deadLetter`, and those behind it are handled. Rejects only when that publish fails.
 */
export async function handleOrDeadLetter(
  messages: readonly BrokerMessage[],
  handle: Handle,
  deadLetter: (message: BrokerMessage) => Promise<void>,
): Promise<void> {
  if (messages.length > 1) {
    const isDone = await handle(messages).then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
  for (const message of messages) {
    const error = await tryAlone(message, handle);
    if (error !== undefined) await deadLetter(deadLetterOf(message, error));
  }
}

async function tryAlone(message: BrokerMessage, handle: Handle): Promise<string | undefined> {
  let error = "";
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (attempt > 0) await sleep(firstWaitMs * 2 ** (attempt - 1));
    try {
      await handle([message]);
      return undefined;
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
  }
  return error;
}

export function deadLetterOf({ topic, key, value }: BrokerMessage, error: string): BrokerMessage {
  const letter: DeadLetter = { topic, key, value, error };
  return { topic: topics.dlq, key, value: DeadLetter.parse(letter) };
}
