/** What a step costs in pipelines of 10, 100 and 1,000 nodes with full history, from the POST to the finished run. */

import { chainOf } from "../bench-graph.ts";
import { openStack } from "../stack.ts";
import { round, summarise } from "../statistics.ts";
import { makePost } from "./pipeline.ts";

const steps = 20_000;

export async function benchSizes(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  const rows: Record<string, unknown>[] = [];
  for (const length of [10, 100, 1000]) {
    const post = await makePost(stack, { graph: chainOf(length), inputs: { n: 0 }, answer: `"n":${length - 2}` });
    const times: number[] = [];
    for (let run = -5; run < steps / length; run += 1) {
      const took = await post();
      if (run >= 0) times.push(took);
    }
    const { p50, p95, min } = summarise(times);
    const micros = (ms: number) => Math.round((ms * 1000) / length);
    const step = { "a step, p50 µs": micros(p50), "p95 µs": micros(p95), "min µs": micros(min) };
    rows.push({ bench: `pipeline of ${length} nodes`, runs: times.length, ...step, "a run, p50 ms": round(p50) });
  }
  return rows;
}
