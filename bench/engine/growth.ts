/** What a run costs beside a million finished ones, and which plans the hot statements use then. */
import pg from "pg";
import { listRuns } from "../../engine/history/sql/list-runs.ts";
import { selectOutcomes } from "../../engine/history/sql/statements.ts";
import { claimNext, claimRuns } from "../../engine/queue/claim/sql/statements.ts";
import { openDb } from "../../platform/database/db.ts";
import { openStack } from "../stack.ts";
import { round } from "../statistics.ts";
import { type BenchPipeline, fillQueue, makeBenchPipeline } from "./backlog.ts";

const history = Number(process.env.BENCH_HISTORY ?? 1_000_000);
const batch = 2000;

export async function benchGrowth(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  const db = openDb(stack.databaseUrl, { max: 2 });
  try {
    const pipeline = await makeBenchPipeline(stack.api, db.pool);
    await drain(db.pool, pipeline);
    const empty = await drain(db.pool, pipeline);
    await addHistory(db.pool, pipeline);
    await drain(db.pool, pipeline);
    const full = await drain(db.pool, pipeline);
    const plans = await plansOf(db.pool, pipeline);
    for (const [name, scans] of Object.entries(plans)) console.log(`${name}: ${scans}`);
    return [
      { bench: `${batch} runs, no history`, "ms a run": round(empty) },
      { bench: `${batch} runs, ${history} finished runs in the history`, "ms a run": round(full) },
    ];
  } finally {
    await db.close();
  }
}

async function drain(pool: pg.Pool, pipeline: BenchPipeline): Promise<number> {
  const began = performance.now();
  await fillQueue(pool, pipeline, batch);
  while ((await pool.query(`SELECT 1 FROM "Queue" LIMIT 1`)).rows.length > 0) await new Promise(setImmediate);
  return (performance.now() - began) / batch;
}

/** Finished runs of five steps and one batch of events each, as the journal leaves them. */
async function addHistory(pool: pg.Pool, { workspaceId, pipelineId, snapshotId }: BenchPipeline): Promise<void> {
  const slice = 50_000;
  for (let at = 0; at < history; at += slice) {
    const text = `
      WITH made AS (
        INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", status, trigger, input, output, "lastSeq",
                           "createdAt", "startedAt", "finishedAt")
        SELECT 'h' || n, $1, $2, $3, 'succeeded', 'api', '{"order":{}}', '{"answer":1}', 13, at, at, at
        FROM (SELECT n, now() - n * interval '1 s' AS at FROM generate_series($4::int, $5::int) n) past
        RETURNING id
      ), steps AS (
        INSERT INTO "Step" ("runId", "nodeId", status, input, output)
        SELECT id, 'n' || k, 'succeeded', '{}', '{}' FROM made, generate_series(1, 5) k
      )
      INSERT INTO "RunEvent" ("runId", seq, first, events) SELECT id, 13, 1, '[]' FROM made`;
    const values = [workspaceId, pipelineId, snapshotId, at + 1, Math.min(at + slice, history)];
    const client = new pg.Client({ ...pool.options });
    await client.connect();
    await client.query(text, values);
    await client.end();
  }
}

/** Each hot statement with the tables it reads whole, if any, and the indexes it goes by. */
async function plansOf(pool: pg.Pool, { workspaceId }: BenchPipeline): Promise<Record<string, string>> {
  const ids = ["h1", "h500", "h99999"];
  const everyone = { worker: "bench", workspaces: [], served: [], capacities: [], capacity: 100, except: [] };
  const asked = {
    "claim by wake-up": claimRuns({ runIds: ids, worker: "bench" }),
    "claim what is due": claimNext({ limit: 10, minAgeMs: 0, ...everyone }),
    "read finished runs": selectOutcomes({ runIds: ids }),
    "list runs": listRuns({ workspaceId, limit: 50, scanLimit: 20_000 }).page,
    "list failed runs": listRuns({ workspaceId, statuses: ["failed"], limit: 50, scanLimit: 20_000 }).page,
  };
  const scans: Record<string, string> = {};
  for (const [name, { text, values }] of Object.entries(asked)) {
    const { rows } = await pool.query<{ "QUERY PLAN": string }>({ text: `EXPLAIN ${text}`, values });
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    const whole = [...plan.matchAll(/Seq Scan on "?(\w+)/g)].map(([, table]) => `all of ${table}`);
    const indexes = [...plan.matchAll(/using "?(\w+)|Index Scan on "?(\w+)/g)].map(([, a, b]) => a ?? b);
    scans[name] = [...new Set([...whole, ...indexes])].join(", ");
  }
  return scans;
}
