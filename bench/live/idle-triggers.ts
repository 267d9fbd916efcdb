/** What a hundred pipelines that are on and have nothing to do cost a worker. */
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMs } from "../cpu.ts";
import { memoryKb } from "../memory.ts";
import { round } from "../statistics.ts";
import { liveGraph } from "./live-graph.ts";
import type { Site } from "./site.ts";

const count = Number(process.env.BENCH_TRIGGERS ?? 100);
const watchMs = Number(process.env.BENCH_WATCH_SECONDS ?? 20) * 1000;
const settleMs = 15_000;

export async function benchIdleTriggers(site: Site): Promise<Record<string, unknown>[]> {
  const pid = site.stack.pids.worker ?? 0;
  const before = await watch(pid);
  const on: string[] = [];
  for (let number = 0; number < count; number += 1) {
    await site.topic(`idle-${number}`);
    on.push(await site.switchOn(`Idle ${number}`, liveGraph(`idle-${number}`)));
  }
  const after = await watch(pid);
  for (const id of on) await site.rest("POST", `/pipelines/${id}/deactivate`);
  return [
    {
      bench: `${count} topic triggers without events, of 3 partitions each`,
      "more MB": round(after.mb - before.mb),
      "core %": round(after.core),
      "core % without them": round(before.core),
    },
  ];
}

/** The least memory of some moments, since collecting rubbish takes turns. */
async function watch(pid: number): Promise<{ mb: number; core: number }> {
  await sleep(settleMs);
  const began = performance.now();
  const spent = cpuMs(pid) ?? Number.NaN;
  const memory: number[] = [];
  while (performance.now() - began < watchMs) {
    memory.push(memoryKb(pid) / 1024);
    await sleep(1000);
  }
  const core = (((cpuMs(pid) ?? Number.NaN) - spent) / (performance.now() - began)) * 100;
  return { mb: Math.min(...memory), core };
}
