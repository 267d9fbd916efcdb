/** Ten thousand runs that wait at once: how long until the last has ended, and whether the worker's memory stays flat. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openStack, type Stack } from "../stack.ts";
import { round } from "../statistics.ts";
import { type BenchPipeline, fillQueue, makeBenchPipeline } from "./backlog.ts";

const runs = Number(process.env.BENCH_DRAIN ?? 10_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

export async function benchDrain(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
  try {
    const pipeline = await makeBenchPipeline(stack.api, pool);
    // What is warm now was loaded for the first runs.
    await fillQueue(pool, pipeline, 200);
    await emptied(pool);
    const rows: Record<string, unknown>[] = [];
    for (let round = 1; round <= rounds; round += 1) rows.push(await drainOnce(pool, pipeline, stack, round));
    return rows;
  } finally {
    await pool.end();
  }
}

/** Memory that grows from one round to the next is a leak; within one the heap may breathe. */
async function drainOnce(pool: pg.Pool, pipeline: BenchPipeline, { pids }: Stack, number: number) {
  const before = memoryMb(pids.worker);
  const began = performance.now();
  await fillQueue(pool, pipeline, runs);
  let most = 0;
  const seconds = await emptied(pool, () => {
    most = Math.max(most, memoryMb(pids.worker));
  });
  const { rows } = await pool.query(`SELECT count(*)::int AS bad FROM "Run" WHERE status <> 'succeeded'`);
  return {
    bench: `${runs} queued runs of five nodes, one worker, round ${number}`,
    "s to drain": round(seconds),
    "runs/s": round(runs / ((performance.now() - began) / 1000)),
    "not succeeded": rows[0].bad,
    "worker MB before": before,
    "worker MB at most": most,
  };
}

async function emptied(pool: pg.Pool, sample: () => void = () => {}): Promise<number> {
  const began = performance.now();
  for (;;) {
    sample();
    const { rows } = await pool.query(`SELECT 1 FROM "Queue" LIMIT 1`);
    if (rows.length === 0) return (performance.now() - began) / 1000;
    await sleep(100);
  }
}

/** Resident memory of a process, by Linux; NaN elsewhere. */
function memoryMb(pid = 0): number {
  try {
    const [, kb] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kb) / 1024);
  } catch {
    return Number.NaN;
  }
}
