/** What the processes take before they have done anything: memory, and the time until they are ready, with compiled code kept from an earlier start. */
import { setTimeout as sleep } from "node:timers/promises";
import { memoryKb } from "../memory.ts";
import { openStack } from "../stack.ts";
import { round, summarise } from "../statistics.ts";

const starts = Number(process.env.BENCH_STARTS ?? 5);
/** The least that a process has to be idle for before it is measured. */
const settleMs = 3000;

export async function benchIdle(): Promise<Record<string, unknown>[]> {
  const found: Record<string, { mb: number[]; ms: number[] }> = { web: { mb: [], ms: [] }, worker: { mb: [], ms: [] } };
  // The first start compiles, and is not counted.
  for (let turn = -1; turn < starts; turn += 1) {
    await using stack = await openStack("postgres");
    await sleep(settleMs);
    if (turn < 0) continue;
    for (const [name, { mb, ms }] of Object.entries(found)) {
      mb.push(memoryKb(stack.pids[name] ?? 0) / 1024);
      ms.push(stack.readyMs[name] ?? Number.NaN);
    }
  }
  return Object.entries(found).map(([name, { mb, ms }]) => ({
    bench: `${name} without work`,
    "memory, p50 MB": round(summarise(mb).p50),
    "max MB": round(Math.max(...mb)),
    "ready after, p50 ms": Math.round(summarise(ms).p50),
    starts,
  }));
}
