import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { topics } from "../../lib/messages.ts";
import { newId } from "../ids.ts";
import { withTimeout } from "../retry/with-timeout.ts";
import type { Broker } from "./broker.ts";
import type { BrokerLog } from "./log.ts";

/** "This is process X, for the nth time." All processes receive it; only X evaluates it. */
const Probe = z.object({ from: z.string(), n: z.number().int() });

export type BrokerProbe = {
  /** Milliseconds the last probe took; one that is still under way counts from when it was sent. */
  ms(): number;
  close(): Promise<void>;
};

/** Sends a message to itself periodically: its round trip says how far behind the broker is, whichever driver it has. */
export async function startBrokerProbe(
  broker: Pick<Broker, "publish" | "listen">,
  { log, everyMs = 5000 }: { log: BrokerLog; everyMs?: number },
) {
  const from = newId();
  const stop = new AbortController();
  let n = 0;
  let sentAt: number | undefined;
  let last = 0;

  const listening = await broker.listen({
    topics: [topics.probe],
    handle(messages) {
      for (const { value } of messages) {
        const probe = Probe.safeParse(value).data;
        if (probe?.from !== from || probe.n !== n || sentAt === undefined) continue;
        last = performance.now() - sentAt;
        sentAt = undefined;
      }
    },
  });

  const loop = (async () => {
    while (!stop.signal.aborted) {
      // A probe that is still under way says enough; another one would hide how late it is.
      if (sentAt === undefined || performance.now() - sentAt > lostMs) await send();
      await sleep(everyMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();

  async function send(): Promise<void> {
    n += 1;
    // A lost probe counts on: the broker is as far behind as the first one that has not come back.
    sentAt ??= performance.now();
    await broker
      .publish([{ topic: topics.probe, key: from, value: { from, n } }])
      .catch((error) => log.debug({ err: error }, "the broker probe could not be sent"));
  }

  return {
    ms: () => (sentAt === undefined ? last : Math.max(last, performance.now() - sentAt)),
    async close() {
      stop.abort();
      await listening.close();
      // What is under way may take as long as Kafka is away.
      await withTimeout(loop, closingMs);
    },
  } satisfies BrokerProbe;
}

const closingMs = 500;
/** A probe that takes longer counts as lost. */
const lostMs = 15_000;
