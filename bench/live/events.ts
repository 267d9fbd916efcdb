/** Events of a topic that arrive at a fixed pace, and as many as there is room for. */
import { setTimeout as sleep } from "node:timers/promises";
import { inMs, round, summarise } from "../statistics.ts";
import { openBareConsumer } from "./bare-consumer.ts";
import { liveEvent, liveGraph } from "./live-graph.ts";
import type { Site } from "./site.ts";

const rate = Number(process.env.BENCH_RATE ?? 200);
const seconds = Number(process.env.BENCH_SECONDS ?? 20);
const backlog = Number(process.env.BENCH_EVENTS ?? 10_000);
const warm = 2000;

/** From the moment at which an event was due to be sent, until the end of its run of five nodes was heard of. */
export async function benchPace(site: Site): Promise<Record<string, unknown>[]> {
  await using paced = await openPaced(site, "paced");
  const sent = new Map<number, number>();
  const began = performance.now();
  const sending: Promise<void>[] = [];
  for (let number = 0; number < rate * seconds; number += 1) {
    const due = began + (number * 1000) / rate;
    const left = due - performance.now();
    if (left > 1) await sleep(left);
    sent.set(warm + number, due);
    sending.push(site.publish(paced.topic, [liveEvent(warm + number)]));
  }
  await Promise.all(sending);
  const ends = await site.endsOf(paced.pipelineId, warm + rate * seconds);
  const times = (of: ReadonlyMap<number, number>) =>
    inMs(summarise([...sent].map(([n, due]) => (of.get(n) ?? Number.NaN) - due)));
  const rows = [{ bench: `${rate} events/s, event → run of five nodes ended`, ...times(ends) }];
  if (!paced.bare) return rows;
  await paced.bare.all(warm + rate * seconds);
  return [...rows, { bench: `${rate} events/s, event → parsed by a bare consumer`, ...times(paced.bare.seen) }];
}

/** A backlog that is there before anything else, one run an event. */
export async function benchBacklog(site: Site): Promise<Record<string, unknown>[]> {
  await using paced = await openPaced(site, "backlog");
  const began = performance.now();
  for (let done = 0; done < backlog; done += 500) {
    const events = Array.from({ length: Math.min(500, backlog - done) }, (_, n) => liveEvent(warm + done + n));
    await site.publish(paced.topic, events);
  }
  const published = performance.now() - began;
  const ends = await site.endsOf(paced.pipelineId, warm + backlog);
  const perSecond = (of: ReadonlyMap<number, number>) =>
    round((backlog * 1000) / (Math.max(...[...of].flatMap(([n, at]) => (n >= warm ? at : []))) - began));
  const rows = [{ bench: `${backlog} events at once, a run each`, "events/s": perSecond(ends) }];
  const client = { bench: `${backlog} events at once, published`, "events/s": round((backlog * 1000) / published) };
  if (!paced.bare) return [...rows, client];
  await paced.bare.all(warm + backlog);
  return [
    ...rows,
    { bench: `${backlog} events at once, parsed by a bare consumer`, "events/s": perSecond(paced.bare.seen) },
    client,
  ];
}

/** A pipeline that is on and has run some events already, with a bare consumer beside it where that can be. */
async function openPaced(site: Site, topic: string) {
  await using opened = new AsyncDisposableStack();
  const kafkaTopic = await site.topic(topic);
  const pipelineId = await site.switchOn(topic, liveGraph(topic));
  opened.defer(async () => void (await site.rest("POST", `/pipelines/${pipelineId}/deactivate`)));
  const bare =
    kafkaTopic === null ? undefined : opened.use(await openBareConsumer(site.stack.kafkaBrokers, kafkaTopic));
  for (let done = 0; done < warm; done += 100) {
    await site.publish(
      topic,
      Array.from({ length: 100 }, (_, n) => liveEvent(done + n)),
    );
  }
  await site.endsOf(pipelineId, warm);
  const owned = opened.move();
  return { topic, pipelineId, bare, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
