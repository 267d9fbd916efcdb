/**
 * Runs that arrive at a fixed pace, whether or not those before them have ended. Each one's time counts from when it was
 * due and not from when it could be sent, so that a moment in which everything stood still is seen by all who came then.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { openStack, type Stack } from "../stack.ts";
import { inMs, round, summarise } from "../statistics.ts";
import { makePost, spent, spentSince } from "./pipeline.ts";

const seconds = Number(process.env.BENCH_SECONDS ?? 60);
const rates = (process.env.BENCH_RATES ?? "50,200,500").split(",").map(Number);
/** As many may be on their way at a time. */
const connections = 500;

export async function benchArrivals(): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const broker of ["postgres", "kafka"] as const) {
    if (process.env.BENCH_BROKER && process.env.BENCH_BROKER !== broker) continue;
    await using stack = await openStack(broker);
    const post = await makePost(stack, undefined, connections);
    for (let warm = 0; warm < 200; warm += 1) await post();
    for (const rate of rates) rows.push({ broker, ...(await arrive(post, rate, stack.pids)) });
  }
  return rows;
}

async function arrive(post: () => Promise<number>, rate: number, pids: Stack["pids"]) {
  const before = spent(pids);
  const times: number[] = [];
  let errors = 0;
  let late = 0;
  const asked: Promise<void>[] = [];
  const began = performance.now();
  for (let number = 0; number < rate * seconds; number += 1) {
    const due = began + (number * 1000) / rate;
    const left = due - performance.now();
    if (left > 1) await sleep(left);
    late = Math.max(late, performance.now() - due);
    const end = () => void times.push(performance.now() - due);
    const fail = () => {
      errors += 1;
    };
    asked.push(post().then(end, fail));
  }
  await Promise.all(asked);
  const took = performance.now() - began;
  return {
    bench: `${rate} runs/s arrive for ${seconds} s`,
    ...inMs(summarise(times)),
    "runs/s": round((times.length * 1000) / took),
    errors,
    "sent late by, ms": round(late),
    "CPU ms/run": spentSince(before, pids, times.length),
  };
}
