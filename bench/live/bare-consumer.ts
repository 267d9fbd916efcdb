import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { cpuMs } from "../cpu.ts";
import { start, stop } from "../stack.ts";

const Seen = z.object({ seen: z.array(z.number()), at: z.number() });

export type BareConsumer = AsyncDisposable & {
  seen: Map<number, number>;
  all(count: number): Promise<void>;
  /** On a processor so far. */
  cpuMs(): number;
};

/** When each event was parsed by a bare consumer, by the clock of this process. */
export async function openBareConsumer(brokers: readonly string[], topic: string): Promise<BareConsumer> {
  const seen = new Map<number, number>();
  const child = await start("bench/live/bare-consumer-process.ts", process.env, { args: [brokers.join(","), topic] });
  child.on("message", (message) => {
    const word = Seen.safeParse(message).data;
    for (const n of word?.seen ?? []) seen.set(n, (word?.at ?? 0) - performance.timeOrigin);
  });
  return {
    seen,
    cpuMs: () => cpuMs(child.pid ?? 0) ?? Number.NaN,
    async all(count) {
      const until = performance.now() + 60_000;
      while (seen.size < count && performance.now() < until) await sleep(50);
      if (seen.size < count) throw new Error(`the bare consumer has seen ${seen.size} of ${count} events`);
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
}
