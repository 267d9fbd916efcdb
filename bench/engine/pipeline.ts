/** A pipeline of five nodes with full history, from the POST to the finished run, alone and under load. */
import { Pool } from "undici";
import { z } from "zod";
import { benchGraph, benchInputs } from "../bench-graph.ts";
import { cpuMs } from "../cpu.ts";
import { openStack, type Stack } from "../stack.ts";
import { inMs, round, summarise } from "../statistics.ts";

const runs = Number(process.env.BENCH_RUNS ?? 200);
const seconds = Number(process.env.BENCH_SECONDS ?? 60);
const warmSeconds = { postgres: 5, kafka: 20 };

export async function benchPipeline(): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const broker of ["postgres", "kafka"] as const) {
    if (process.env.BENCH_BROKER && process.env.BENCH_BROKER !== broker) continue;
    await using stack = await openStack(broker);
    const post = await makePost(stack);
    // A Kafka that has just started runs its own code unoptimised for its first ten thousand requests.
    await load(post, { callers: 10, forSeconds: warmSeconds[broker], pids: stack.pids });
    const times: number[] = [];
    for (let index = 0; index < runs; index += 1) times.push(await post());
    rows.push({ bench: "pipeline, one at a time", broker, ...inMs(summarise(times)) });
    for (const callers of [10, 50]) {
      rows.push({ broker, ...(await load(post, { callers, forSeconds: seconds, pids: stack.pids })) });
    }
  }
  return rows;
}

/** What is run, and what its answer has to hold. */
type Work = { graph: object; inputs: object; answer: string };
const fiveNodes: Work = { graph: benchGraph, inputs: benchInputs, answer: '"answer":"Total 42"' };

export async function makePost(
  { api }: Stack,
  { graph, inputs, answer }: Work = fiveNodes,
  connections = 50,
): Promise<() => Promise<number>> {
  const headers = { authorization: `Bearer ${api.key}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "Bench", graph });
  const created = await fetch(`${api.url}/pipelines`, { method: "POST", headers, body });
  if (created.status !== 201) throw new Error(`the pipeline was refused: ${await created.text()}`);
  const { id } = z.object({ id: z.string() }).parse(await created.json());
  await fetch(`${api.url}/pipelines/${id}/versions`, { method: "POST", headers, body: "{}" });
  const { origin, pathname } = new URL(`${api.url}/pipelines/${id}/runs`);
  const pool = new Pool(origin, { connections });
  const request = {
    method: "POST",
    path: `${pathname}?wait=30`,
    headers,
    body: JSON.stringify({ inputs, version: 1 }),
  } as const;
  return async () => {
    const began = performance.now();
    const { statusCode, body } = await pool.request(request);
    const text = await body.text();
    const took = performance.now() - began;
    // Looked through as text: what reading JSON costs here would be taken from those who are measured.
    const isGood = statusCode === 200 && text.includes('"status":"succeeded"') && text.includes(answer);
    if (!isGood) throw new Error(`a run went wrong (${statusCode}): ${text.slice(0, 500)}`);
    return took;
  };
}

type Load = { callers: number; forSeconds: number; pids: Record<string, number> };

/** Asks again and again, so many at a time. */
export async function load(post: () => Promise<number>, { callers, forSeconds, pids }: Load) {
  const before = spent(pids);
  const times: number[] = [];
  let errors = 0;
  const began = performance.now();
  const until = began + forSeconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < until) {
        await post().then(
          (took) => times.push(took),
          () => {
            errors += 1;
          },
        );
      }
    }),
  );
  const perSecond = round((times.length * 1000) / (performance.now() - began));
  const cpu = spentSince(before, pids, times.length);
  const summary = inMs(summarise(times));
  return {
    bench: `pipeline, ${callers} callers`,
    ...summary,
    "runs/s": perSecond,
    errors,
    "CPU ms/run": cpu,
  };
}

/** Processor milliseconds by part; of the load generator only its own, without the parts it has started. */
export function spent(pids: Record<string, number>): Record<string, number> {
  const all = Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuMs(pid) ?? Number.NaN]));
  const { user, system } = process.cpuUsage();
  return { ...all, load: (user + system) / 1000 };
}

/** By part, and for each of so many runs. */
export function spentSince(before: Record<string, number>, pids: Record<string, number>, runs: number): string {
  const after = spent(pids);
  return Object.keys(pids)
    .map((name) => `${name} ${round(((after[name] ?? 0) - (before[name] ?? 0)) / runs)}`)
    .join(", ");
}
