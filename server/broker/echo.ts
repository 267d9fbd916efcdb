import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { topics } from "../../lib/messages.ts";
import { newId } from "../ids.ts";
import type { Broker } from "./broker.ts";
import type { BrokerLog } from "./log.ts";

/** "This is process X, for the nth time." Everybody hears it; only X cares. */
const Echo = z.object({ from: z.string(), n: z.number().int() });

export type BrokerEcho = {
  /** Milliseconds the last message to ourselves took; one that is still on its way counts from when it was sent. */
  ms(): number;
  close(): Promise<void>;
};

/** Sends a message to itself every so often: the one number that says how far behind the broker is, whichever it is. */
export async function startEcho(
  broker: Pick<Broker, "publish" | "listen">,
  { log, everyMs = 5000 }: { log: BrokerLog; everyMs?: number },
) {
  const from = newId();
  const stop = new AbortController();
  let n = 0;
  let sentAt: number | undefined;
  let last = 0;

  const listening = await broker.listen({
    topics: [topics.echo],
    handle(messages) {
      for (const { value } of messages) {
        const echo = Echo.safeParse(value).data;
        if (echo?.from !== from || echo.n !== n || sentAt === undefined) continue;
        last = performance.now() - sentAt;
        sentAt = undefined;
      }
    },
  });

  const loop = (async () => {
    while (!stop.signal.aborted) {
      // A message that is still on its way says enough; another one would hide how late it is.
      if (sentAt === undefined || performance.now() - sentAt > lostMs) await send();
      await sleep(everyMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();

  async function send(): Promise<void> {
    n += 1;
    // An echo that was lost goes on counting: the broker is as far behind as the first one that has not come back.
    sentAt ??= performance.now();
    await broker
      .publish([{ topic: topics.echo, key: from, value: { from, n } }])
      .catch((error) => log.debug({ err: error }, "no echo could be sent"));
  }

  return {
    ms: () => (sentAt === undefined ? last : Math.max(last, performance.now() - sentAt)),
    async close() {
      stop.abort();
      await listening.close();
      await loop;
    },
  } satisfies BrokerEcho;
}

/** After so long an echo will not come any more. */
const lostMs = 15_000;
