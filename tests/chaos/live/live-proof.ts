/**
 * A pipeline that is switched on, with events at a fixed pace, state for each key and a sink, while workers are killed and the
 * broker is once. What arrived is judged from the two topics, by readers that know nothing of Patchbay.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { openLog } from "../../../platform/log.ts";
import { openTopics } from "../../../platform/topics/open.ts";
import { apiKey, type ChaosCluster, openChaosCluster } from "../cluster.ts";
import { inject } from "../inject.ts";
import type { Fault } from "../plan.ts";
import { judgeProof, type ProofFault, type ProofVerdict } from "./judge-proof.ts";
import { topics as names, proofGraph } from "./proof-graph.ts";
import { kafkaSender, postgresSender, type Send, sendAtPace } from "./sender.ts";
import { openReader, type ReadTopic, type TopicReader, wallClock } from "./topic-reader.ts";

export type ProofOptions = {
  seed: number;
  hasKafka: boolean;
  seconds: number;
  /** Events a second. */
  rate: number;
  /** Seconds between two workers that are killed. */
  killEvery: number;
  say(line: string): void;
};

export type ProofReport = ProofVerdict & {
  broker: "Postgres" | "Kafka";
  seconds: number;
  rate: number;
  /** Events a second from the first that was due to the last in the sink. */
  perSecond: number;
  /** Events that were published and not done when everything had settled; null when that was not to be found out. */
  lag: number | null;
  /** Runs by their states. */
  runs: Record<string, number>;
  faults: ProofFault[];
  notInjected: string[];
};

const keys = 300;
const workers = 2;
const settleMs = 180_000;

export async function runProof(options: ProofOptions): Promise<ProofReport> {
  const { seed, hasKafka, seconds, rate, say } = options;
  await using cluster = await openChaosCluster({ seed, workers, hasKafka });
  const brokers = cluster.kafkaBrokers;
  const rest = makeRest(cluster);
  const make = (name: string) => makeTopic(cluster, rest, name);
  const made = { events: await make(names.events), sink: await make(names.sink) };
  const pipelineId = await switchOn(rest);
  await using events = await openReader({ brokers, pool: cluster.pool }, made.events);
  await using sink = await openReader({ brokers, pool: cluster.pool }, made.sink);
  await using sending = await openSender(cluster, made.events);
  const began = wallClock();
  const injecting = injectAll(cluster, planOf(options), say);
  const sent = await sendAtPace(sending.send, { rate, seconds, keys });
  say(`${sent} events were sent`);
  const { faults, notInjected } = await injecting;
  const lag = await settle(rest, { pipelineId, events, sink });
  const verdict = judgeProof({ events: events.seen(), sink: sink.seen(), faults });
  const last = sink.seen().reduce((latest, { at }) => Math.max(latest, at), 0);
  const runs = await runsOf(cluster, pipelineId);
  const good = runs.succeeded ?? 0;
  const others = Object.entries(runs).filter(([status]) => status !== "succeeded");
  return {
    ...verdict,
    violations: [
      ...(sent > verdict.events ? [`${sent} events were sent, and ${verdict.events} are in the topic`] : []),
      ...(good === verdict.events ? [] : [`${verdict.events} events have ${good} runs that succeeded`]),
      ...others.map(([status, count]) => `${count} runs are ${status}`),
      ...(lag === 0 ? [] : [`the lag is ${lag ?? "unknown"}`]),
      ...verdict.violations,
    ],
    ...{ broker: hasKafka ? "Kafka" : "Postgres", seconds, rate, lag, runs, faults, notInjected },
    perSecond: (verdict.events * 1000) / (last - began),
  };
}

/** Workers in turn, and in the middle of it the broker, between two of them. */
function planOf({ hasKafka, seconds, killEvery }: ProofOptions): { at: number; fault: Fault }[] {
  const count = Math.max(1, Math.ceil(seconds / killEvery) - 1);
  const kills = Array.from({ length: count }, (_, index) => ({
    at: (index + 1) * killEvery,
    fault: { kind: "kill worker", slot: index % workers } as const,
  }));
  const fault = { kind: hasKafka ? "kill Kafka" : "crash Postgres" } as const;
  return [...kills, { at: (Math.floor(count / 2) + 0.5) * killEvery, fault }].toSorted((a, b) => a.at - b.at);
}

async function injectAll(cluster: ChaosCluster, plan: ReturnType<typeof planOf>, say: (line: string) => void) {
  const began = performance.now();
  const faults: ProofFault[] = [];
  const notInjected: string[] = [];
  for (const { at, fault } of plan) {
    await sleep(Math.max(0, began + at * 1000 - performance.now()));
    try {
      const { kind, at: when } = await inject(cluster, { at, ...fault });
      faults.push({ kind, at: when });
      say(`${at} s  ${kind}`);
    } catch (error) {
      notInjected.push(`${fault.kind}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { faults, notInjected };
}

type Rest = (method: string, path: string, body?: object) => Promise<unknown>;

function makeRest({ url }: ChaosCluster): Rest {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status} ${await answer.text()}`);
    return await answer.json();
  };
}

const Made = z.object({ id: z.string() });

async function makeTopic({ pool }: ChaosCluster, rest: Rest, name: string): Promise<ReadTopic> {
  const { kafkaTopic } = z.object({ kafkaTopic: z.string().nullable() }).parse(await rest("POST", "/topics", { name }));
  const { rows } = await pool.query<{ id: string }>(`SELECT id FROM "Topic" WHERE name = $1`, [name]);
  return { id: rows[0]?.id ?? "", kafkaTopic };
}

async function switchOn(rest: Rest): Promise<string> {
  const { id } = Made.parse(await rest("POST", "/pipelines", { name: "Proof", graph: proofGraph() }));
  await rest("POST", `/pipelines/${id}/versions`, {});
  await rest("POST", `/pipelines/${id}/activate`, {});
  return id;
}

async function openSender(cluster: ChaosCluster, { kafkaTopic }: ReadTopic): Promise<AsyncDisposable & { send: Send }> {
  if (kafkaTopic !== null) {
    const send = await kafkaSender(cluster.kafkaBrokers, kafkaTopic);
    return { send, [Symbol.asyncDispose]: () => send[Symbol.asyncDispose]() };
  }
  const { rows } = await cluster.pool.query<{ id: string }>(`SELECT id FROM "Workspace" LIMIT 1`);
  const log = openLog("silent", "proof");
  const topics = openTopics({ kafkaBrokers: [], pool: cluster.pool, clientId: "proof", log });
  const send = postgresSender(topics, rows[0]?.id ?? "", names.events);
  return { send, [Symbol.asyncDispose]: () => topics.close() };
}

const Triggers = z.object({ triggers: z.array(z.object({ topic: z.object({ lag: z.number().nullable() }) })) });
type Watched = { pipelineId: string; events: TopicReader; sink: TopicReader };

/** Until the sink has as many events as the topic, and nothing waits; then a moment for what should not come. */
async function settle(rest: Rest, { pipelineId, events, sink }: Watched): Promise<number | null> {
  const until = performance.now() + settleMs;
  const lagNow = async () =>
    Triggers.parse(await rest("GET", `/pipelines/${pipelineId}/triggers`)).triggers[0]?.topic.lag ?? null;
  while (performance.now() < until) {
    if (sink.seen().length >= events.seen().length && (await lagNow().catch(() => null)) === 0) break;
    await sleep(250);
  }
  await sleep(3000);
  return await lagNow();
}

/** By their states, and those that did not succeed by why. */
async function runsOf({ pool }: ChaosCluster, pipelineId: string): Promise<Record<string, number>> {
  const text = `SELECT status || coalesce(': ' || left(error::text, 300), '') AS status, count(*)::int AS count
    FROM "Run" WHERE "pipelineId" = $1 GROUP BY 1`;
  const { rows } = await pool.query<{ status: string; count: number }>(text, [pipelineId]);
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}
