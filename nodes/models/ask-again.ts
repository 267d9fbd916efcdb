import { setTimeout as sleep } from "node:timers/promises";
import { reasoningPart } from "../../lib/chat/answer-in.ts";
import type { Call } from "../define.ts";
import { type Asked, type Asking, askModel } from "./ask-model.ts";

const tries = 3;
const longestWaitMs = 10_000;

/**
 * For a model that reads what others have answered: while it is busy it is asked once more, and not the whole step with all the
 * others. Throws only when the step itself is stopped.
 */
export async function askAgain(services: Asking, ask: Parameters<typeof askModel>[1], call: Call): Promise<Asked> {
  for (let tried = 1; ; tried++) {
    const asked = await askModel(services, ask, call);
    if (asked.result === "complete" || !asked.error?.canRetry || tried === tries) return asked;
    if (asked.firstMs !== null && ask.part !== null) call.onDiscard();
    if (asked.hasThought) call.onDiscard(reasoningPart);
    const wait = Math.min(asked.error.retryAfterMs ?? tried * 1000, longestWaitMs);
    await sleep(wait, undefined, { signal: call.signal }).catch(() => call.signal.throwIfAborted());
  }
}
