/**
 * A run of five nodes, from the POST to its answer, on a worker that executes a large run at the same time: what the small
 * one takes beside it and alone, what the large one takes, and how much memory the worker needs.
 */
import pg from "pg";
import { z } from "zod";
import { benchGraph, benchInputs, chainOf, mapOver } from "../bench-graph.ts";
import { memoryKb } from "../memory.ts";
import { openStack, type Stack } from "../stack.ts";
import { round, summarise } from "../statistics.ts";
import { savePipeline } from "./maps.ts";
import { makePost } from "./pipeline.ts";

const aloneRuns = 200;
/** A measurement ends here also when the large run has not ended. */
const maxMs = Number(process.env.BENCH_MS ?? 120_000);
const memoryEveryMs = 50;

type Neighbour = { name: string; items: number; nodes: number; expression?: string };
const neighbours: Neighbour[] = [
  { name: "199 items × 100 nodes", items: 199, nodes: 100 },
  { name: "199 items × 500 nodes", items: 199, nodes: 500 },
  { name: "199 items × 1,500 nodes", items: 199, nodes: 1500 },
  { name: "100,000 items × 3 nodes", items: 100_000, nodes: 3 },
  // Each of two nodes gives 60 kB for each item, and they are the input of the next.
  { name: "50 MB of values", items: 199, nodes: 4, expression: '$pad("x", 60000, "y")' },
];

export async function benchNeighbours(): Promise<Record<string, unknown>[]> {
  const only = process.env.BENCH_ONLY;
  const rows: Record<string, unknown>[] = [];
  for (const neighbour of neighbours) {
    if (only && !neighbour.name.startsWith(only)) continue;
    await using stack = await openStack("postgres");
    rows.push(await benchBeside(stack, neighbour));
  }
  return rows;
}

async function benchBeside(
  stack: Stack,
  { name, items, nodes, expression }: Neighbour,
): Promise<Record<string, unknown>> {
  const post = await makePost(stack, { graph: benchGraph, inputs: benchInputs, answer: "Total 42" });
  const alone: number[] = [];
  for (let run = -20; run < aloneRuns; run += 1) {
    const took = await post();
    if (run >= 0) alone.push(took);
  }
  const list = Array.from({ length: items }, (_, index) => index);
  const large = await startLarge(stack, chainOf(nodes, expression), list);
  const beside: number[] = [];
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, memoryKb(stack.pids.worker ?? 0));
  }, memoryEveryMs);
  const began = performance.now();
  let status: string | undefined;
  const asking = large.ended().then((end) => {
    status = end;
  });
  // A measurement that ends before takes the database away from it.
  asking.catch(() => {});
  while (status === undefined && performance.now() - began < maxMs) beside.push(await post());
  const took = performance.now() - began;
  clearInterval(watch);
  if (status !== undefined) await asking;
  const [a, b] = [summarise(alone), summarise(beside)];
  return {
    neighbour: name,
    "alone p50 ms": round(a.p50),
    "alone p99 ms": round(a.p99),
    runs: b.count,
    "beside p50 ms": round(b.p50),
    "beside p99 ms": round(b.p99),
    "beside max ms": round(b.max),
    "large run s": round(took / 1000),
    "large run": status ?? "not ended",
    "worker MB": Math.round(memory / 1024),
  };
}

/** Starts a Map over the list, in this run alone (no child runs). */
async function startLarge(stack: Stack, body: object, list: readonly unknown[]) {
  const { api, databaseUrl } = stack;
  const pipeline = await savePipeline(stack, "Body", body);
  const map = await savePipeline(stack, "Map", mapOver(pipeline, { spread: 0 }));
  const headers = { authorization: `Bearer ${api.key}`, "content-type": "application/json" };
  const asked = { method: "POST", headers, body: JSON.stringify({ inputs: { list } }) };
  const response = await fetch(`${api.url}/pipelines/${map}/runs`, asked);
  if (!response.ok) throw new Error(`the large run was refused: ${await response.text()}`);
  const { id } = z.object({ id: z.string() }).parse(await response.json());
  return {
    /** Asks the database: the run with all its values is more than the web process and this one should carry meanwhile. */
    async ended(): Promise<string> {
      await using connections = new AsyncDisposableStack();
      const client = connections.adopt(new pg.Client({ connectionString: databaseUrl }), (open) => open.end());
      client.on("error", () => {});
      await client.connect();
      for (;;) {
        const { rows } = await client.query<{ status: string }>(`SELECT status FROM "Run" WHERE id = $1`, [id]);
        const status = rows[0]?.status ?? "not there";
        if (status !== "queued" && status !== "running" && status !== "waiting") return status;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}
