/**
 * Forty steps one after the other, each on disk before the next begins, from the trigger to the finished run: Patchbay,
 * DBOS and LangGraph.js with its Postgres checkpointer, each in this one process and on the same Postgres. Beside them
 * forty commits of one row, which is what the disk asks for at the least.
 */
import pg from "pg";
import { z } from "zod";
import { getRun } from "../../engine/history/read-runs.ts";
import { openWatcher } from "../../engine/history/run-events.ts";
import { waitForEnd } from "../../engine/history/wait-for-run.ts";
import { startRun } from "../../engine/queue/enqueue/start-run.ts";
import { freezeGraph } from "../../engine/queue/snapshots/snapshots.ts";
import { Graph } from "../../lib/graph/graph.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { defineNode, port } from "../../nodes/define.ts";
import { openBroker } from "../../platform/broker/open.ts";
import { openDb } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { openLog } from "../../platform/log.ts";
import { applyMigrations } from "../../scripts/migrate.ts";
import { noServices } from "../../tests/helpers/node.ts";
import { startWorker } from "../../workers/worker.ts";
import { openDbos } from "../peers/dbos.ts";
import { openCheckpointedChain } from "../peers/langgraph-postgres.ts";
import { openBenchPostgres } from "../postgres.ts";
import { inMs, round, summarise } from "../statistics.ts";

const rounds = Number(process.env.BENCH_RUNS ?? 200);
const warmRounds = 50;

/** An effect starts only when everything before it is on disk: that makes it a durable step. */
const stamp = defineNode({
  type: "stamp",
  version: 1,
  title: "Stamp",
  summary: "Counts.",
  category: "logic",
  effect: "effect",
  icon: "box",
  config: z.object({}),
  inputs: { x: port("number", { optional: true }) },
  outputs: { y: port("number") },
  build:
    () =>
    ({ x = 0 }) => ({ y: Number(x) + 1 }),
});

export async function benchDurable(): Promise<Record<string, unknown>[]> {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await openBenchPostgres());
  const contenders: Contender[] = [];
  const add = (bench: string, peer: Peer) => {
    stack.defer(async () => peer[Symbol.asyncDispose]?.());
    contenders.push({ bench, run: () => peer.run(), times: [] });
  };
  add("40 plain commits", await openCommits(await postgres.database("commits"), 40));
  for (const steps of [5, 40]) {
    add(`Patchbay, ${steps} steps`, await openChain(await postgres.database(`patchbay_${steps}`), steps));
  }
  const dbos = await openDbos(await postgres.database("dbos"));
  stack.use(dbos);
  for (const steps of [5, 40]) add(`DBOS, ${steps} steps`, { run: () => dbos.run(steps) });
  for (const durability of ["sync", "async"] as const) {
    const url = await postgres.database(`langgraph_${durability}`);
    const chain = await openCheckpointedChain(url, { length: 40, durability });
    add(`LangGraph PostgresSaver (${durability}), 40 steps`, chain);
  }
  await runInTurn(contenders);
  const commits = contenders[0]?.times ?? [];
  return contenders.map(({ bench, times }) => {
    const shares = times.map((time, round) => time / (commits[round] ?? Number.NaN));
    return { bench, ...inMs(summarise(times)), "of 40 plain commits": round(summarise(shares).p50) };
  });
}

type Peer = Partial<AsyncDisposable> & { run(): Promise<unknown> };
type Contender = { bench: string; run(): Promise<unknown>; times: number[] };

/** One run of each after the other, again and again: so what the machine does meanwhile meets all of them. */
async function runInTurn(contenders: readonly Contender[]): Promise<void> {
  for (let turn = -warmRounds; turn < rounds; turn += 1) {
    for (const { run, times } of contenders) {
      const began = performance.now();
      await run();
      if (turn >= 0) times.push(performance.now() - began);
    }
  }
}

async function openCommits(connectionString: string, commits: number): Promise<Peer> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`CREATE TABLE counter (n int); INSERT INTO counter VALUES (0)`);
  return {
    async run() {
      for (let n = 0; n < commits; n += 1) await client.query({ name: "count", text: `UPDATE counter SET n = n + 1` });
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

async function openChain(databaseUrl: string, length: number): Promise<Peer> {
  await applyMigrations(databaseUrl);
  const db = openDb(databaseUrl);
  const log = openLog("silent", "bench");
  const nodeTypes = [stamp];
  const catalogue = makeCatalogue(nodeTypes);
  const { pool } = db;
  const [web, own] = await Promise.all(
    ["web", "worker"].map((clientId) => openBroker({ pool, clientId: `${clientId}-${newId()}`, log })),
  );
  if (!web || !own) throw new Error("no broker");
  const watcher = await openWatcher({ pool, broker: web });
  const worker = await startWorker({ pool, broker: own, nodeTypes, servicesFor: () => noServices, log });
  const workspaceId = newId();
  const pipelineId = newId();
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "Bench", defaultModel: {} } });
  await db.prisma.pipeline.create({ data: { id: pipelineId, workspaceId, name: "Bench", draft: {} } });
  const snapshotId = await freezeGraph(db, workspaceId, chainOf(length));
  const { signal } = new AbortController();
  return {
    async run() {
      const ask = { workspaceId, pipelineId, graph: { snapshotId }, versionNumber: null, inputs: {}, trigger: "api" };
      const { id } = await startRun({ pool, broker: web, catalogue }, { ...ask, trigger: "api" });
      await waitForEnd(db, { watcher, runId: id, seconds: 60, signal });
      const run = await getRun(db, workspaceId, id);
      if (run.status !== "succeeded") throw new Error(`a run ended ${run.status}: ${run.error?.message}`);
    },
    async [Symbol.asyncDispose]() {
      await worker.stop();
      await watcher.close();
      await Promise.all([web.close(), own.close()]);
      await db.close();
    },
  };
}

function chainOf(length: number): Graph {
  const names = Array.from({ length }, (_, index) => `s${index}`);
  return Graph.parse({
    nodes: Object.fromEntries(names.map((name) => [name, { type: "stamp", version: 1 }])),
    edges: names.slice(1).map((name, index) => ({
      id: `e${index}`,
      from: { node: `s${index}`, port: "y" },
      to: { node: name, port: "x" },
    })),
  });
}
