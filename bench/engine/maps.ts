/** A Map over lists of several lengths, around where they would be split into child runs: from the POST to the answer. */
import { z } from "zod";
import { chainOf, mapOver } from "../bench-graph.ts";
import { openStack, type Stack } from "../stack.ts";
import { round, summarise } from "../statistics.ts";
import { makePost, spent, spentSince } from "./pipeline.ts";

const lists = [
  { items: 100, runs: 60 },
  { items: 199, runs: 60 },
  { items: 200, runs: 60 },
  { items: 1000, runs: 30 },
  { items: 10_000, runs: 7 },
];
const bodyNodes = 3;

export async function benchMaps(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  const pipeline = await savePipeline(stack, "Body", chainOf(bodyNodes));
  const rows: Record<string, unknown>[] = [];
  for (const { items, runs } of lists) {
    const list = Array.from({ length: items }, (_, index) => index);
    const post = await makePost(stack, { graph: mapOver(pipeline), inputs: { list }, answer: `"count":${items}` });
    for (let run = 0; run < 3; run += 1) await post();
    const before = spent(stack.pids);
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) times.push(await post());
    const { p50, min, max } = summarise(times);
    rows.push({
      bench: `map, ${items.toLocaleString("en")} items × ${bodyNodes} nodes`,
      "p50 ms": round(p50),
      "min ms": round(min),
      "max ms": round(max),
      "p50 µs/item": round((p50 * 1000) / items),
      "CPU µs/item": spentSince(before, stack.pids, (runs * items) / 1000),
    });
  }
  return rows;
}

/** Answers the pipeline's id. */
export async function savePipeline({ api }: Stack, name: string, graph: object): Promise<string> {
  const headers = { authorization: `Bearer ${api.key}`, "content-type": "application/json" };
  const body = JSON.stringify({ name, graph });
  const response = await fetch(`${api.url}/pipelines`, { method: "POST", headers, body });
  if (!response.ok) throw new Error(`a pipeline was refused: ${await response.text()}`);
  return z.object({ id: z.string() }).parse(await response.json()).id;
}
