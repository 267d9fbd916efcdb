/**
 * Whether workspaces get equal shares of a worker that is always full: how many runs of each have ended half way through,
 * as Jain's index (1: all alike, 1/n: one has everything).
 */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openStack } from "../stack.ts";
import { round } from "../statistics.ts";
import { type BenchPipeline, copyPipeline, fillQueue, makeBenchPipeline } from "./backlog.ts";

const workspaces = 9;
const pipelines = 200;
const each = Number(process.env.BENCH_FAIRNESS ?? 400);

export async function benchFairness(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
  try {
    const first = await makeBenchPipeline(stack.api, pool);
    const rows: Record<string, unknown>[] = [];
    for (const noise of [1, 100]) {
      const all: BenchPipeline[] = [];
      for (let index = 0; index < workspaces; index += 1) all.push(await copyPipeline(pool, first));
      for (const [index, one] of all.entries()) await spread(pool, one, index === 0 ? each * noise : each);
      // The busiest workspace first, by a moment: all its runs are due before any other's.
      for (const one of all) await release(pool, one.workspaceId);
      const shares = await sharesAtHalf(
        pool,
        all.map((one) => one.workspaceId),
      );
      rows.push({
        bench: `${pipelines} pipelines, ${workspaces} workspaces${noise === 1 ? "" : `, one with ${noise} × the runs`}`,
        "Jain's index": Math.round(jain(shares) * 1e4) / 1e4,
        "fewest and most": `${Math.min(...shares)} and ${Math.max(...shares)}`,
      });
      if (noise === 1) await emptied(pool);
    }
    return rows;
  } finally {
    await pool.end();
  }
}

/** A workspace's runs, spread over its part of the pipelines. */
async function spread(pool: pg.Pool, of: BenchPipeline, count: number): Promise<void> {
  const own = Math.ceil(pipelines / workspaces);
  const copies = Array.from({ length: own }, (_, index) => `${of.pipelineId}-${index}`);
  const text = `
    INSERT INTO "Pipeline" (id, "workspaceId", name, draft, "updatedAt")
    SELECT unnest($1::text[]), $2, 'Bench', '{}', now()`;
  await pool.query(text, [copies, of.workspaceId]);
  for (const pipelineId of copies) await fillQueue(pool, { ...of, pipelineId }, Math.ceil(count / own), "infinity");
}

async function release(pool: pg.Pool, workspaceId: string): Promise<void> {
  await pool.query(`UPDATE "Queue" SET "dueAt" = now() WHERE "workspaceId" = $1 AND "dueAt" = 'infinity'`, [
    workspaceId,
  ]);
}

async function emptied(pool: pg.Pool): Promise<void> {
  while ((await pool.query(`SELECT 1 FROM "Queue" LIMIT 1`)).rows.length > 0) await sleep(50);
}

/** How many of each have ended when half of what a quiet workspace wants would have. */
async function sharesAtHalf(pool: pg.Pool, ids: readonly string[]): Promise<number[]> {
  const before = new Map<string, number>();
  const text = `
    SELECT "workspaceId" AS id, count(*)::int AS n FROM "Run" WHERE "workspaceId" = ANY($1) AND "finishedAt" IS NOT NULL
    GROUP BY 1`;
  for (;;) {
    const { rows } = await pool.query<{ id: string; n: number }>(text, [ids]);
    for (const { id, n } of rows) before.set(id, n);
    const shares = ids.map((id) => before.get(id) ?? 0);
    if (shares.reduce((sum, share) => sum + share, 0) >= (ids.length * each) / 2) return shares;
    await sleep(20);
  }
}

function jain(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return round((sum * sum * 1e4) / (shares.length * squares)) / 1e4;
}
