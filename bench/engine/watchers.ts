/** A thousand open event streams: how much later they are notified of a step than one alone is, and what each costs. */
import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { cpuMs } from "../cpu.ts";
import { memoryKb } from "../memory.ts";
import { openStack, type Stack } from "../stack.ts";
import { inMs, round, summarise } from "../statistics.ts";

const many = Number(process.env.BENCH_WATCHERS ?? 1000);
const beats = 20;
/** Time for all watchers to connect: the run waits so long, parked, before its steps follow each other. */
const settleSeconds = 8;

const shapes = [
  { name: "one watcher", watchers: 1, runs: 1 },
  { name: `${many} watchers of one run`, watchers: many, runs: 1 },
  { name: `${many} watchers of 50 runs`, watchers: many, runs: 50 },
] as const;

export async function benchWatchers(): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  await using stack = await openStack("postgres");
  const pipelineId = await makePipeline(stack);
  // What the web process takes for its first streams, it takes once.
  await measure(stack, pipelineId, { watchers: 50, runs: 1 });
  for (const { name, ...shape } of shapes) rows.push({ bench: name, ...(await measure(stack, pipelineId, shape)) });
  return rows;
}

async function measure(stack: Stack, pipelineId: string, { watchers, runs }: { watchers: number; runs: number }) {
  const web = stack.pids.web ?? 0;
  const runIds = await Promise.all(Array.from({ length: runs }, () => startRun(stack, pipelineId)));
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  const before = memoryKb(web);
  const open = Array.from({ length: watchers }, (_, index) => watch(stack, agent, runIds[index % runs] ?? ""));
  await Promise.all(open.map(({ connected }) => connected));
  await sleep(1000);
  const perWatcher = (memoryKb(web) - before) / watchers;
  const since = Date.now();
  const cpuBefore = cpuMs(web) ?? Number.NaN;
  const received = await Promise.all(open.map(({ ended }) => ended));
  const cpu = (cpuMs(web) ?? Number.NaN) - cpuBefore;
  agent.destroy();
  const delays = received.flatMap((events) => events.filter(({ at }) => at > since).map(({ delay }) => delay));
  const complete = received.filter((events) => events.length === received[0]?.length).length;
  return {
    ...inMs(summarise(delays)),
    events: delays.length,
    complete: `${complete}/${watchers}`,
    "memory per watcher kB": watchers === 1 ? "" : round(perWatcher),
    "web CPU µs per event": round((cpu * 1000) / delays.length),
  };
}

type Received = { at: number; delay: number };

/** Opens a stream; the delay of each event is counted from the moment it happened, by the database's clock. */
function watch({ api }: Stack, agent: Agent, runId: string) {
  const connected = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Received[]>();
  const received: Received[] = [];
  const headers = { authorization: `Bearer ${api.key}`, accept: "text/event-stream" };
  const asked = get(`${api.url}/runs/${runId}/events`, { agent, headers }, (answer) => {
    if (answer.statusCode !== 200) {
      const refused = new Error(`a stream was refused (${answer.statusCode})`);
      connected.reject(refused);
      ended.reject(refused);
    }
    connected.resolve();
    answer.setEncoding("utf8");
    answer.on("data", (text: string) => {
      const now = Date.now();
      for (const [, time = ""] of text.matchAll(/"at":"([^"]+)"/g)) {
        const at = Date.parse(time);
        received.push({ at, delay: now - at });
      }
    });
    answer.once("end", () => ended.resolve(received));
  });
  asked.once("error", (error) => {
    connected.reject(error);
    ended.reject(error);
  });
  return { connected: connected.promise, ended: ended.promise };
}

async function makePipeline({ api }: Stack): Promise<string> {
  const delays = Array.from({ length: beats + 1 }, (_, index) => `d${index}`);
  const chain = ["in", ...delays, "out"];
  const portOf = (node: string) => (node === "in" || node === "out" ? "text" : "value");
  const fields = { fields: [{ name: "text", kind: "text" }] };
  const nodes = {
    in: { type: "input", version: 1, config: fields },
    out: { type: "output", version: 1, config: fields },
    ...Object.fromEntries(
      delays.map((id, index) => [
        id,
        { type: "delay", version: 1, config: { seconds: index === 0 ? settleSeconds : 0.2 } },
      ]),
    ),
  };
  const edges = chain.slice(1).map((node, index) => {
    const from = chain[index] ?? "";
    return { id: `e${index}`, from: { node: from, port: portOf(from) }, to: { node, port: portOf(node) } };
  });
  return await post(api, "/pipelines", { name: "Watched", graph: { nodes, edges } });
}

async function startRun({ api }: Stack, pipelineId: string): Promise<string> {
  return await post(api, `/pipelines/${pipelineId}/runs`, { inputs: { text: "x" } });
}

async function post({ url, key }: Stack["api"], path: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}
