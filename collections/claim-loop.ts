/** Work that workers claim from the database: a lost wake-up delays it by one poll, and a killed worker's lease expires. */
import { setTimeout as sleep } from "node:timers/promises";
import { topics } from "../lib/messages.ts";
import type { Broker } from "../platform/broker/broker.ts";
import type { Log } from "../platform/log.ts";

type ClaimLoop<Item> = {
  broker: Pick<Broker, "listen">;
  log: Pick<Log, "warn" | "error">;
  pollMs: number;
  /** Items at a time. */
  concurrency: number;
  /** What the log calls the items. */
  what: string;
  claim(count: number): Promise<Item[]>;
  /** Ends soon after `stop`. */
  work(item: Item, stop: AbortSignal): Promise<void>;
};

export async function startClaimLoop<Item>(options: ClaimLoop<Item>): Promise<{ close(): Promise<void> }> {
  const { broker, log, pollMs, concurrency, what } = options;
  const stop = new AbortController();
  const atWork = new Set<Promise<void>>();
  let woken = Promise.withResolvers<void>();
  const wake = () => woken.resolve();

  async function loop(): Promise<void> {
    while (!stop.signal.aborted) {
      const free = concurrency - atWork.size;
      for (const item of free > 0 ? await claim(free) : []) begin(item);
      await rest();
    }
  }

  function begin(item: Item): void {
    const work = options
      .work(item, stop.signal)
      .catch((error: unknown) => log.error({ err: error }, `work on ${what} failed; its lease will expire`))
      .finally(() => {
        atWork.delete(work);
        wake();
      });
    atWork.add(work);
  }

  async function claim(count: number): Promise<Item[]> {
    try {
      return await options.claim(count);
    } catch (error) {
      log.warn({ err: error }, `${what} cannot be claimed; retrying`);
      return [];
    }
  }

  /** Until the wake-up, an item that is done or the next poll. */
  async function rest(): Promise<void> {
    const timer = new AbortController();
    await Promise.race([woken.promise, sleep(pollMs, undefined, { signal: timer.signal, ref: false }).catch(() => {})]);
    timer.abort();
    woken = Promise.withResolvers<void>();
  }

  const listening = await broker.listen({ topics: [topics.documents], handle: wake });
  const looping = loop();
  return {
    async close() {
      stop.abort();
      wake();
      await listening.close();
      await looping;
      await Promise.all(atWork);
    },
  };
}

type Lease = {
  seconds: number;
  /** How many rows still carry the lease; undefined when the database did not answer. */
  renew(): Promise<number | null | undefined>;
  lost(): Error;
};

/** Extends a lease until it is disposed of; the signal ends when another worker has it. */
export function holdLease({ seconds, renew, lost }: Lease): { signal: AbortSignal } & Disposable {
  const gone = new AbortController();
  const heartbeat = setInterval(
    async () => {
      if ((await renew().catch(() => undefined)) === 0) gone.abort(lost());
    },
    (seconds * 1000) / 3,
  );
  return { signal: gone.signal, [Symbol.dispose]: () => clearInterval(heartbeat) };
}
