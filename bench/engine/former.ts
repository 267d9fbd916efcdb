/**
 * What a change gained: the five-node pipeline of the pipeline bench in this checkout, and beside it in another one that
 * BENCH_FORMER names (`git worktree add`), turn by turn. On a machine with other work only the processor time of each part
 * means something, so this is what it prints; and what a run asks of Postgres.
 */
import pg from "pg";
import { z } from "zod";
import { openStack, type Stack } from "../stack.ts";
import { round, summarise } from "../statistics.ts";
import { load, makePost, spent } from "./pipeline.ts";

const rounds = Number(process.env.BENCH_ROUNDS ?? 6);
const alone = Number(process.env.BENCH_RUNS ?? 1000);
const together = Number(process.env.BENCH_TOGETHER ?? 10_000);
const broker = z.enum(["postgres", "kafka"]).parse(process.env.BENCH_BROKER ?? "postgres");

/** Without a former one there is nothing to compare with, and no row. */
export async function benchFormer(): Promise<Record<string, unknown>[]> {
  const former = process.env.BENCH_FORMER;
  if (!former) return [];
  await using now = await openContender("now");
  await using before = await openContender("former", former);
  const contenders = [before, now];
  for (const { post, pids } of contenders) await load(post, { callers: 10, forSeconds: 8, pids });
  for (let turn = 0; turn < rounds; turn += 1) {
    const inTurn = turn % 2 === 0 ? contenders : contenders.toReversed();
    for (const one of inTurn) {
      await measure(one, { callers: 1, runs: alone });
      await measure(one, { callers: 50, runs: together });
    }
  }
  return [1, 50].flatMap((callers) => contenders.map((one) => rowOf(one, callers)));
}

type Pass = { callers: number; facts: Record<string, number> };
type Contender = AsyncDisposable & {
  name: string;
  pids: Record<string, number>;
  client: pg.Client;
  passes: Pass[];
  post(): Promise<number>;
};

async function openContender(name: string, root?: string): Promise<Contender> {
  await using opened = new AsyncDisposableStack();
  const stack: Stack = opened.use(await openStack(broker, root));
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  opened.defer(() => client.end());
  const post = await makePost(stack);
  const owned = opened.move();
  return { name, post, client, pids: stack.pids, passes: [], [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function measure(one: Contender, { callers, runs }: { callers: number; runs: number }): Promise<void> {
  const before = { ...spent(one.pids), ...(await asked(one.client)) };
  const times: number[] = [];
  let left = runs;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left-- > 0) times.push(await one.post());
    }),
  );
  const after: Record<string, number> = { ...spent(one.pids), ...(await asked(one.client)) };
  const facts: Record<string, number> = { p50: summarise(times).p50 };
  for (const [name, count] of Object.entries(before)) facts[name] = ((after[name] ?? Number.NaN) - count) / runs;
  one.passes.push({ callers, facts });
}

/** What Postgres was asked for so far. */
async function asked(client: pg.Client): Promise<{ "WAL bytes": number; transactions: number }> {
  await client.query("SELECT pg_stat_clear_snapshot()");
  const { rows } = await client.query(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS wal,
            (SELECT xact_commit::float8 FROM pg_stat_database WHERE datname = current_database()) AS transactions`,
  );
  const { wal, transactions } = z.object({ wal: z.number(), transactions: z.number() }).parse(rows[0]);
  return { "WAL bytes": wal, transactions };
}

/** Medians of the passes, with the smallest and the largest; processor time in microseconds a run. */
function rowOf({ name, passes }: Contender, callers: number): Record<string, unknown> {
  const own = passes.filter((pass) => pass.callers === callers).map(({ facts }) => facts);
  const of = (fact: string, scale = 1) => {
    const { p50, min, max } = summarise(own.map((facts) => (facts[fact] ?? Number.NaN) * scale));
    return `${round(p50)} (${round(min)}–${round(max)})`;
  };
  const parts = Object.keys(own[0] ?? {}).filter(
    (fact) => !["p50", "load", "WAL bytes", "transactions"].includes(fact),
  );
  return {
    bench: `${name}, ${callers} ${callers === 1 ? "caller" : "callers"}, ${broker}`,
    "p50 ms": of("p50"),
    ...Object.fromEntries(parts.map((part) => [`${part} µs`, of(part, 1000)])),
    "WAL bytes": of("WAL bytes"),
    transactions: of("transactions"),
  };
}
