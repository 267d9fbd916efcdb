/** A backlog that is there before the pipeline is switched on, with one run for each batch of events. */
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMs } from "../cpu.ts";
import { round } from "../statistics.ts";
import { openBareConsumer } from "./bare-consumer.ts";
import { batchGraph, liveEvent } from "./live-graph.ts";
import type { Site } from "./site.ts";

const count = Number(process.env.BENCH_BATCH_EVENTS ?? 100_000);
const size = Number(process.env.BENCH_BATCH_SIZE ?? 500);
const warm = 20_000;
const atOnce = 1000;
const patienceMs = 300_000;

type Cost = Record<string, number>;

export async function benchBatches(site: Site): Promise<Record<string, unknown>[]> {
  await drain(site, "batches-warm", warm);
  const { kafkaTopic, seconds, cpu } = await drain(site, "batches", count);
  const row = { bench: `${count} events in batches of ${size}`, "events/s": round(count / seconds), ...perEvent(cpu) };
  if (kafkaTopic === null) return [row];
  // Afterwards and alone: so its time and the time of the runs are each one's own.
  const before = spent(site);
  const began = performance.now();
  await using bare = await openBareConsumer(site.stack.kafkaBrokers, kafkaTopic);
  await bare.all(count);
  const last = Math.max(...bare.seen.values());
  const own = { bare: bare.cpuMs(), kafka: (spent(site).kafka ?? 0) - (before.kafka ?? 0) };
  const bench = "the same events, parsed by a bare consumer, its start included";
  return [row, { bench, "events/s": round((count * 1000) / (last - began)), ...perEvent(own) }];
}

/** From switching on until every event is done and no run is left. */
async function drain(site: Site, topic: string, events: number) {
  const kafkaTopic = await site.topic(topic);
  for (let done = 0; done < events; done += atOnce) {
    await site.publish(
      topic,
      Array.from({ length: Math.min(atOnce, events - done) }, (_, n) => liveEvent(done + n)),
    );
  }
  const before = spent(site);
  const began = performance.now();
  const pipelineId = await site.switchOn(topic, batchGraph(topic, size));
  await allDone(site, pipelineId, events);
  const seconds = (performance.now() - began) / 1000;
  const after = spent(site);
  await site.rest("POST", `/pipelines/${pipelineId}/deactivate`);
  const cpu = Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
  return { kafkaTopic, seconds, cpu };
}

function spent({ stack }: Site): Cost {
  return Object.fromEntries(Object.entries(stack.pids).map(([name, pid]) => [name, cpuMs(pid) ?? Number.NaN]));
}

/** Microseconds of a processor. */
function perEvent(cpu: Cost): Cost {
  return Object.fromEntries(Object.entries(cpu).map(([name, ms]) => [`µs ${name}`, round((ms * 1000) / count)]));
}

async function allDone({ db: { pool } }: Site, pipelineId: string, events: number): Promise<void> {
  const text = `SELECT (SELECT coalesce(sum(events), 0) FROM "TriggerPartition" WHERE "pipelineId" = $1)::int AS done,
    (SELECT count(*) FROM "Queue")::int AS left`;
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const { rows } = await pool.query<{ done: number; left: number }>(text, [pipelineId]);
    if (rows[0] && rows[0].done >= events && rows[0].left === 0) return;
    await sleep(50);
  }
  throw new Error(`not all of ${events} events were done in ${patienceMs / 1000} s`);
}
