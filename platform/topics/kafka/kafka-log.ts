/**
 * Topics in the platform's Kafka. Events go out in transactions, so that an effect can be settled when it is not known whether
 * it was applied: its intent is in the database before it is sent. A process that repeats it fences the former producer off,
 * which aborts what is under way and refuses what comes later, looks whether the event is in the topic, and takes the intent
 * over before it sends.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Admin, Kafka } from "kafkajs";
import type pg from "pg";
import { PatchbayError } from "../../../lib/errors.ts";
import { type AwaitClose, makeAwaitClose } from "../../broker/kafka/await-close.ts";
import { type KafkaOptions, openKafkaClient } from "../../broker/kafka/kafka-client.ts";
import type { BrokerLog } from "../../broker/log.ts";
import { makeBatcher } from "../../database/batch.ts";
import { retryTransient } from "../../retry/retry-transient.ts";
import { regroup } from "../regroup.ts";
import type { EventPlace, NewEvent, PartitionEnds, TopicLog, TopicRow } from "../topic-log.ts";
import { beginEffects, endEffects, type Intent, retryEffect, TakenOver } from "./kafka-effects.ts";
import { asTopicError, isFencedOff, isRefused } from "./kafka-errors.ts";
import { followKafka } from "./kafka-follow.ts";
import { openKafkaLookup } from "./kafka-lookup.ts";
import { kafkaTopicOf } from "./kafka-names.ts";
import { fenceOff, makeTransactionalProducer, type TransactionalProducer } from "./kafka-producer.ts";
import { makePublishedPlaces } from "./published-places.ts";

type Options = Pick<KafkaOptions, "brokers" | "security" | "clientId" | "log"> & { pool: pg.Pool };
/** Of a cluster that is not the platform's: how it is connected to, and what its refusals mean. */
type Foreign = Pick<KafkaOptions, "socketFactory" | "fetch" | "retries"> & { asError?(thrown: unknown): unknown };
type Deps = {
  kafka: Kafka;
  log: BrokerLog;
  pool: pg.Pool;
  awaitClose: AwaitClose;
  producer: TransactionalProducer;
  ends(topic: TopicRow): Promise<PartitionEnds[]>;
};

const mostAttempts = 4;

export type KafkaLog = TopicLog & {
  readonly kafka: Kafka;
  /** Connected, and kept. */
  admin(): Promise<Admin>;
  away(): Promise<PatchbayError>;
};

export function openKafkaLog({ pool, asError = asTopicError, ...options }: Options & Foreign): KafkaLog {
  const kafka = openKafkaClient(options);
  const raise = (error: unknown): never => {
    throw asError(error);
  };
  const { log } = options;
  const awaitClose = makeAwaitClose(kafka);
  const producer = makeTransactionalProducer(kafka);
  const lookup = openKafkaLookup(kafka);
  const known = new Map<string, Promise<void>>();
  const published = makePublishedPlaces();

  /** A topic that was made while Postgres kept the events comes to Kafka with the first use. */
  function ensure(topic: TopicRow): Promise<void> {
    const making = known.get(topic.id) ?? lookup.admin().then((one) => createIn(one, topic));
    known.set(topic.id, making);
    making.catch(() => known.delete(topic.id));
    return making;
  }

  async function stableEnds(topic: TopicRow): Promise<PartitionEnds[]> {
    await ensure(topic);
    return await lookup.ends(topic);
  }

  const append = makeBatcher<readonly NewEvent[], EventPlace[]>({
    max: 100,
    isCommon: (error) => !isRefused(error),
    async run(asked) {
      const events = asked.flat();
      await Promise.all(new Map(events.map(({ topic }) => [topic.id, topic])).values().map(ensure));
      const once = new Map(events.map((event) => [event.effect?.id ?? event, event]));
      const places = await publish({ kafka, log, pool, awaitClose, producer, ends: stableEnds }, [...once.values()]);
      published.note([...once.values()], places);
      const placeOf = new Map([...once.keys()].map((one, index) => [one, places[index]]));
      // Two calls that ask for one effect at the same time get the same answer.
      return regroup(
        asked,
        events.map((event) => placeOf.get(event.effect?.id ?? event) ?? missing()),
      );
    },
  });

  return {
    ...{ driver: "kafka", kafka, admin: lookup.admin },
    create: (topic) => ensure(topic).catch(raise),
    async delete(topic) {
      known.delete(topic.id);
      published.forget(topic);
      await (await lookup.admin()).deleteTopics({ topics: [kafkaTopicOf(topic)] }).catch(unlessMissing);
    },
    append: (events) => (events.length === 0 ? Promise.resolve([]) : append(events).catch(raise)),
    ends: (topic) => published.behind(topic, () => stableEnds(topic)).catch(raise),
    partitions: (topic) => lookup.partitions(topic).catch(raise),
    async offsetsAt(topic, timestamp) {
      await ensure(topic).catch(raise);
      return await lookup.offsetsAt(topic, timestamp).catch(raise);
    },
    async follow(options) {
      await ensure(options.topic).catch(raise);
      return await followKafka({ kafka, log, awaitClose }, options).catch(raise);
    },
    async away() {
      const silent = Object.assign(new Error("Kafka does not answer"), { name: "KafkaJSConnectionError" });
      const told = asError(silent);
      if (told instanceof PatchbayError) return told;
      throw new Error("a Kafka that does not answer is not told as that", { cause: told });
    },
    async close() {
      await Promise.all([producer.close(), lookup.close()].map(awaitClose));
    },
  };
}

async function createIn(admin: Admin, topic: TopicRow): Promise<void> {
  if (topic.foreignName !== undefined) return;
  const name = kafkaTopicOf(topic);
  const retentionMs = topic.retentionHours === null ? "-1" : String(topic.retentionHours * 3_600_000);
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic: name,
        numPartitions: topic.partitions,
        // The cluster's own default.
        replicationFactor: -1,
        configEntries: [{ name: "retention.ms", value: retentionMs }],
      },
    ],
  });
  await retryTransient(() => admin.fetchTopicMetadata({ topics: [name] }));
}

/**
 * A producer that another process has fenced off has committed nothing since: what it was about to send goes out by a new one,
 * after the effects were looked at again.
 */
async function publish(deps: Deps, events: readonly NewEvent[]): Promise<EventPlace[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await publishOnce(deps, events);
    } catch (error) {
      if (!(isFencedOff(error) || error instanceof TakenOver) || attempt === mostAttempts) throw error;
      // Two that fence each other off must not do so in step.
      await sleep(Math.random() * 100 * attempt);
    }
  }
}

/** Sends what was not sent before, and answers with all the places. */
async function publishOnce(deps: Deps, events: readonly NewEvent[]): Promise<EventPlace[]> {
  const { pool, producer } = deps;
  const transactionalId = await producer.transactionalId();
  const intents = await intentsOf(deps, events, transactionalId);
  const begun = await beginEffects(pool, events, (event) => intents.get(event) ?? missing());
  const places = new Map<NewEvent, EventPlace>();
  for (const event of events) {
    const before = event.effect && begun.get(event.effect.id);
    if (!event.effect || !before || before.isNew) continue;
    const place = before.place ?? (await findSent(deps, { event, intent: before.intent, transactionalId }));
    if (place) places.set(event, place);
    else await retryEffect(pool, event.effect.id, { former: before.intent, intent: intents.get(event) ?? missing() });
  }
  const fresh = events.filter((event) => !places.has(event));
  if (fresh.length > 0) {
    const sent = await producer.send(fresh, transactionalId);
    for (const [index, event] of fresh.entries()) places.set(event, sent[index] ?? missing());
  }
  const all = events.map((event) => places.get(event) ?? missing());
  await endEffects(pool, events, all);
  return all;
}

/** Where the event will be found if it is sent: behind what is in its partition now. */
async function intentsOf(
  { ends }: Deps,
  events: readonly NewEvent[],
  transactionalId: string,
): Promise<Map<NewEvent, Intent>> {
  const keyed = events.filter(({ effect }) => effect);
  const topics = [...new Map(keyed.map(({ topic }) => [topic.id, topic])).values()];
  const all = await Promise.all(topics.map(async (topic) => [topic.id, await ends(topic)] as const));
  const byTopic = new Map(all);
  return new Map(
    keyed.map((event) => {
      const end = byTopic.get(event.topic.id)?.find(({ partition }) => partition === event.partition);
      return [event, { transactionalId, partition: event.partition, from: String(end?.next ?? 0n) }];
    }),
  );
}

/** Whether an earlier try has sent it. Its producer is fenced off first, so that the answer stays true. */
async function findSent(
  deps: Deps,
  { event, intent, transactionalId }: { event: NewEvent; intent: Intent; transactionalId: string },
): Promise<EventPlace | undefined> {
  const { kafka } = deps;
  const { topic, effect } = event;
  if (intent.transactionalId !== transactionalId) await fenceOff(kafka, intent.transactionalId);
  const end = (await deps.ends(topic)).find(({ partition }) => partition === intent.partition);
  const from = BigInt(intent.from);
  if (!end || end.next <= from) return undefined;
  const found = Promise.withResolvers<EventPlace | undefined>();
  const follower = await followKafka(deps, {
    topic,
    from: new Map([[intent.partition, from < end.first ? end.first : from]]),
    onEnd: found.reject,
    async handle(events) {
      const sent = events.find((one) => one.effect === effect?.id);
      if (sent) found.resolve({ partition: sent.partition, offset: sent.offset });
    },
    onRead: (_, next) => next >= end.next && found.resolve(undefined),
  });
  return await found.promise.finally(() => follower.close());
}

function unlessMissing(error: unknown): void {
  if (error instanceof Error && "type" in error && error.type === "UNKNOWN_TOPIC_OR_PARTITION") return;
  throw asTopicError(error);
}

function missing(): never {
  throw new Error("an event has no place");
}
