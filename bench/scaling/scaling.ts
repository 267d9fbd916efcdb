/**
 * What a run costs each part, and a simulation from these costs: first beside what was measured with other numbers of
 * callers, then for larger machines. `docs/scaling.md` holds what it said on the day.
 */
import { availableParallelism } from "node:os";
import pg from "pg";
import { load, makePost, spent } from "../engine/pipeline.ts";
import { openStack, type Stack } from "../stack.ts";
import { round, summarise } from "../statistics.ts";
import { calibrate, type Measured, parts } from "./calibrate.ts";
import { type Costs, type Setup, simulate } from "./simulate.ts";

const seconds = Number(process.env.BENCH_SECONDS ?? 20);
const callers = [1, 3, 10, 25, 50];
const larger: readonly Setup[] = [
  { processors: 4, webs: 1, workers: 1, callers: 50 },
  { processors: 8, webs: 2, workers: 3, callers: 200 },
  { processors: 16, webs: 4, workers: 6, callers: 400 },
  { processors: 32, webs: 8, workers: 12, callers: 800 },
];

export async function benchScaling(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  const post = await makePost(stack);
  await load(post, { callers: 10, forSeconds: 5, pids: stack.pids });
  const measured: Measured[] = [];
  for (const count of callers) measured.push(await measure(post, stack, count));
  const { bytes, commitMs } = await database(stack, post);
  const [one, many] = [measured[0], measured.at(-1)];
  if (!one || !many) throw new Error("Nothing was measured.");
  const here = { processors: availableParallelism(), webs: 1, workers: 1 };
  const costs = calibrate(one, many, commitMs, here);
  return [
    ...measured.map((each) => compared(each, simulate(costs, { ...here, callers: each.callers }))),
    ...costRows(costs),
    ...larger.map((setup) => predicted(setup, costs)),
    { bench: "bytes a run", ...bytes },
  ];
}

async function measure(post: () => Promise<number>, { pids }: Stack, count: number): Promise<Measured> {
  const before = spent(pids);
  const asked = await load(post, { callers: count, forSeconds: seconds, pids });
  const after = spent(pids);
  const runs = asked["runs/s"] * seconds;
  const of = (part: string) => ((after[part] ?? 0) - (before[part] ?? 0)) / runs;
  const [web, worker, postgres, own] = [...parts, "load"].map(of);
  return {
    ...{ callers: count, p50: asked["p50 ms"], perSecond: asked["runs/s"] },
    spent: { web: web ?? 0, worker: worker ?? 0, postgres: postgres ?? 0, load: own ?? 0 },
  };
}

/** How long a commit takes, and how much a run leaves in the tables and in the write-ahead log. */
async function database({ databaseUrl }: Stack, post: () => Promise<number>) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("CREATE TABLE bench_commit (n int)");
    const times: number[] = [];
    for (let commit = 0; commit < 200; commit += 1) {
      const began = performance.now();
      await client.query("INSERT INTO bench_commit VALUES (1)");
      times.push(performance.now() - began);
    }
    const runs = 2000;
    const before = await sizes(client);
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let run = 0; run < runs / 20; run += 1) await post();
      }),
    );
    const after = await sizes(client);
    const of = (name: "log" | "tables") => Math.round((after[name] - before[name]) / runs);
    return {
      commitMs: summarise(times).p50,
      bytes: { "write-ahead log": of("log"), "tables and indexes": of("tables") },
    };
  } finally {
    await client.end();
  }
}

async function sizes(client: pg.Client): Promise<{ log: number; tables: number }> {
  const { rows } = await client.query<{ log: string; tables: string }>(
    "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS log, pg_database_size(current_database()) AS tables",
  );
  return { log: Number(rows[0]?.log), tables: Number(rows[0]?.tables) };
}

function compared({ callers, p50, perSecond }: Measured, said: ReturnType<typeof simulate>) {
  const off = (value: number, real: number) => `${Math.round((100 * (value - real)) / real)} %`;
  return {
    bench: `${callers} callers`,
    "runs/s": round(perSecond),
    "simulated runs/s": round(said.perSecond),
    "off by": off(said.perSecond, perSecond),
    "p50 ms": p50,
    "simulated p50 ms": round(said.p50),
    "p50 off by": off(said.p50, p50),
    "runs in a group": round(said.groups),
  };
}

function costRows(costs: Costs): Record<string, unknown>[] {
  const rows = parts.map((part) => ({
    bench: `cost: ${part}`,
    "ms each run": round(costs[part].each),
    "ms each group": round(costs[part].group),
  }));
  return [...rows, { bench: `cost: a commit ${round(costs.commitMs)} ms, a hop ${round(costs.hopMs)} ms` }];
}

function predicted(setup: Setup, costs: Costs) {
  const { processors, webs, workers, callers } = setup;
  const said = simulate(costs, setup, 1000);
  return {
    bench: `${processors} processors, ${webs} web, ${workers} workers, ${callers} callers`,
    "simulated runs/s": round(said.perSecond),
    "simulated p50 ms": round(said.p50),
    "runs in a group": round(said.groups),
  };
}
