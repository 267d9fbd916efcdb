/** An installation as in production, on one machine: durable Postgres, a real proxy, web ×2, workers ×3, and its callers. */
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { applyMigrations } from "../../scripts/migrate.ts";
import { benchGraph, benchInputs } from "../bench-graph.ts";
import { openBenchPostgres } from "../postgres.ts";
import { inMs, round, summarise } from "../statistics.ts";
import { type Fleet, openFleet, type Release, type Replaced } from "./fleet.ts";
import { findProxy, type WebProxy } from "./proxy.ts";
import { tallyRuns } from "./tally.ts";
import { type Api, startTraffic, type Traffic, type Work } from "./traffic.ts";
import { startWatching, type Watching } from "./watching.ts";

export const settings = {
  rate: Number(process.env.BENCH_RATE ?? 300),
  minutes: Number(process.env.BENCH_MINUTES ?? 20),
  watchers: Number(process.env.BENCH_WATCHERS ?? 50),
};
export const thisRelease: Release = {
  root: fileURLToPath(new URL("../..", import.meta.url)),
  name: "this release",
  drains: true,
};

export type Installation = AsyncDisposable & {
  databaseUrl: string;
  api: Api;
  env: NodeJS.ProcessEnv;
  fleet: Fleet & { proxy: WebProxy };
};

type Options = { release?: Release; migrate?(databaseUrl: string): Promise<void>; env?: Record<string, string> };

export async function openInstallation(options: Options = {}): Promise<Installation> {
  const { release = thisRelease, migrate = async (url: string) => void (await applyMigrations(url)) } = options;
  const found = findProxy();
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await openBenchPostgres());
  const databaseUrl = await postgres.database("patchbay");
  await migrate(databaseUrl);
  const key = `pb_${randomBytes(24).toString("hex")}`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: "",
    PATCHBAY_SECRET: randomBytes(32).toString("hex"),
    PATCHBAY_HOME: postgres.folder,
    PATCHBAY_MODELS: "none",
    PATCHBAY_API_KEY: key,
    TRUST_PROXY: "1",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
    ...options.env,
  };
  const open = (webs: Parameters<typeof found.open>[0]) => found.open(webs, postgres.folder);
  const fleet = stack.use(await openFleet({ release, env, webs: 2, workers: 3 }, open));
  const owned = stack.move();
  const api = { url: `${fleet.proxy.url}/api/v1`, key };
  return { ...{ databaseUrl, api, env, fleet }, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export async function savePipeline(api: Api, name: string, graph: object): Promise<string> {
  return (await post(api, "/pipelines", { name, graph })).id;
}

async function post({ url, key }: Api, path: string, body: object): Promise<{ id: string }> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return z.object({ id: z.string() }).parse(JSON.parse(text));
}

export async function fiveNodes(api: Api): Promise<Work> {
  const pipelineId = await savePipeline(api, "Five nodes", benchGraph);
  return { pipelineId, inputs: benchInputs, answer: '"answer":"Total 42"' };
}

/** Twenty steps that take half a second each, so that a watched run meets the restart of several processes. */
async function tenSeconds(api: Api): Promise<Work> {
  const delays = Array.from({ length: 20 }, (_, at) => `d${at}`);
  const fields = { fields: [{ name: "text", kind: "text" }] };
  const chain = ["in", ...delays, "out"];
  const portOf = (node: string) => (node === "in" || node === "out" ? "text" : "value");
  const pipelineId = await savePipeline(api, "Ten seconds", {
    nodes: {
      in: { type: "input", version: 1, config: fields },
      out: { type: "output", version: 1, config: fields },
      ...Object.fromEntries(delays.map((id) => [id, { type: "delay", version: 1, config: { seconds: 0.5 } }])),
    },
    edges: chain.slice(1).map((node, at) => {
      const from = chain[at] ?? "";
      return { id: `e${at}`, from: { node: from, port: portOf(from) }, to: { node, port: portOf(node) } };
    }),
  });
  return { pipelineId, inputs: { text: "x" }, answer: "" };
}

type Proof = { traffic: Traffic; watching: Watching; replaced: Replaced[]; seconds: number };

/** Callers and watchers, from before the first change until after the last one. */
export async function underLoad(
  { api }: Pick<Installation, "api">,
  works: readonly Work[],
  change: () => Promise<Replaced[]>,
): Promise<Proof> {
  const watched = await tenSeconds(api);
  const began = performance.now();
  const traffic = startTraffic(api, { rate: settings.rate, works });
  const watching = startWatching(api, { watchers: settings.watchers, work: watched });
  try {
    return { traffic, watching, replaced: await change(), seconds: (performance.now() - began) / 1000 };
  } finally {
    await Promise.all([traffic.stop(), watching.stop()]);
  }
}

/** The rows of the report. What must not be makes the command end with status 1, and is told in words. */
export async function report(
  { databaseUrl, fleet }: Pick<Installation, "databaseUrl" | "fleet">,
  { traffic, watching, replaced, seconds }: Proof,
): Promise<Record<string, unknown>[]> {
  const accepted = new Set([...traffic.accepted, ...watching.accepted]);
  const tally = await tallyRuns(databaseUrl, accepted);
  const killed = replaced.filter(({ code }) => code !== 0);
  const must = {
    "requests failed": [...traffic.failures, ...watching.failures],
    "runs lost": tally.lost,
    "runs that no answer named": tally.unannounced > 0 ? [`${tally.unannounced} runs`] : [],
    "gaps in watched runs": watching.gaps,
    "processes that did not end in order": killed.map(({ name, code }) => `${name}: ${code}`),
  };
  for (const [what, faults] of Object.entries(must)) {
    if (faults.length === 0) continue;
    process.exitCode = 1;
    console.error(`\nNOT PROVEN: ${what}: ${faults.length}, for example\n  ${faults.slice(0, 5).join("\n  ")}`);
  }
  const stops = (kind: string) => replaced.filter(({ name }) => name.startsWith(kind)).map(({ stopMs }) => stopMs);
  const counts = Object.entries(must).map(([what, faults]) => ({ measured: what, count: faults.length }));
  return [
    {
      measured: `requests through ${fleet.proxy.name} for runs`,
      count: traffic.sent,
      "per s": round(traffic.sent / seconds),
    },
    { measured: "runs in the database", count: tally.runs },
    ...counts,
    { measured: "watched to the end", count: watching.watched },
    { measured: "events read", count: watching.events },
    { measured: "reconnects of watchers", count: watching.reconnects },
    { measured: "processes replaced", count: replaced.length },
    { measured: "request with ?wait, to the end", ...latency(traffic.times.waited) },
    { measured: "request without, to 202", ...latency(traffic.times.accepted) },
    { measured: "stopping a worker", ...latency(stops("worker")) },
    { measured: "stopping a web process", ...latency(stops("web")) },
    { measured: "starting, to /readyz", ...latency(replaced.map(({ startMs }) => startMs)) },
  ];
}

function latency(times: readonly number[]) {
  const { "p50 ms": p50, "p99 ms": p99, "max ms": max } = inMs(summarise(times));
  return { count: times.length, "p50 ms": p50, "p99 ms": p99, "max ms": max };
}
