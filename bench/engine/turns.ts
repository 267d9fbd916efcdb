/** Two that run the same five nodes take turns: one caller, then fifty, and again, so that a slow minute meets both. */
import { round, summarise } from "../statistics.ts";
import { load } from "./pipeline.ts";

const rounds = Number(process.env.BENCH_ROUNDS ?? 6);
const seconds = Number(process.env.BENCH_SECONDS ?? 20);
const alone = Number(process.env.BENCH_RUNS ?? 500);

/** `post` answers how many milliseconds a run took. */
export type Contender = { name: string; post(): Promise<number>; pids: Record<string, number> };

/** A row for each, and one with the ratios of the first to the second: medians of the passes, and from where to where. */
export async function takeTurns(first: Contender, second: Contender): Promise<Record<string, unknown>[]> {
  const passes = [first, second].map((one) => ({ ...one, p50: [] as number[], perSecond: [] as number[] }));
  for (const { post, pids } of passes) await load(post, { callers: 10, forSeconds: 10, pids });
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const { post, pids, p50, perSecond } of passes) {
      const times: number[] = [];
      for (let run = 0; run < alone; run += 1) times.push(await post());
      p50.push(summarise(times).p50);
      perSecond.push((await load(post, { callers: 50, forSeconds: seconds, pids }))["runs/s"]);
    }
  }
  const rows = passes.map(({ name, p50, perSecond }) => ({
    bench: `${name}, ${rounds} passes`,
    "one caller, p50 ms": spread(p50),
    "50 callers, runs/s": spread(perSecond, 0),
  }));
  const ratios = (of: "p50" | "perSecond") =>
    spread((passes[0]?.[of] ?? []).map((value, turn) => value / (passes[1]?.[of][turn] ?? Number.NaN)));
  return [...rows, { bench: "ratio", "one caller, p50 ms": ratios("p50"), "50 callers, runs/s": ratios("perSecond") }];
}

function spread(values: readonly number[], digits = 2): string {
  const { p50, min, max } = summarise(values);
  const [middle, from, to] = [p50, min, max].map((value) => (digits === 0 ? Math.round(value) : round(value)));
  return `${middle} (${from}–${to})`;
}
