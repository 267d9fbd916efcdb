/**
 * How close a run comes to what it costs at the least on this very machine: the five-node pipeline of the pipeline bench,
 * and beside it, turn by turn, the same five expressions on a bare path that keeps none of the promises.
 */
import { benchInputs } from "../bench-graph.ts";
import { openBareStack } from "../peers/bare.ts";
import { openStack } from "../stack.ts";
import { round, summarise } from "../statistics.ts";
import { load, makePost } from "./pipeline.ts";

const rounds = Number(process.env.BENCH_ROUNDS ?? 6);
const seconds = Number(process.env.BENCH_SECONDS ?? 20);
const alone = Number(process.env.BENCH_RUNS ?? 500);

type Contender = {
  name: string;
  post(): Promise<number>;
  pids: Record<string, number>;
  p50: number[];
  perSecond: number[];
};

export async function benchCeiling(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  await using bare = await openBareStack(benchInputs);
  const patchbay: Contender = {
    name: "Patchbay",
    post: await makePost(stack),
    pids: stack.pids,
    p50: [],
    perSecond: [],
  };
  const floor: Contender = { name: "bare path", post: bare.post, pids: bare.pids, p50: [], perSecond: [] };
  for (const { post, pids } of [patchbay, floor]) await load(post, { callers: 10, forSeconds: 10, pids });
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const one of [patchbay, floor]) {
      const times: number[] = [];
      for (let run = 0; run < alone; run += 1) times.push(await one.post());
      one.p50.push(summarise(times).p50);
      const { "runs/s": perSecond } = await load(one.post, { callers: 50, forSeconds: seconds, pids: one.pids });
      one.perSecond.push(perSecond);
    }
  }
  const rows = [patchbay, floor].map(({ name, p50, perSecond }) => ({
    bench: `${name}, ${rounds} passes`,
    "one caller, p50 ms": spread(p50),
    "50 callers, runs/s": spread(perSecond, 0),
  }));
  const ratios = (of: "p50" | "perSecond") => spread(patchbay[of].map((value, turn) => value / (floor[of][turn] ?? 0)));
  return [...rows, { bench: "ratio", "one caller, p50 ms": ratios("p50"), "50 callers, runs/s": ratios("perSecond") }];
}

/** The median, and from where to where. */
function spread(values: readonly number[], digits = 2): string {
  const { p50, min, max } = summarise(values);
  const [middle, from, to] = [p50, min, max].map((value) => (digits === 0 ? Math.round(value) : round(value)));
  return `${middle} (${from}–${to})`;
}
