/** The broker for larger installations: any Kafka 3.x or 4.x, by kafkajs, whose bugs are worked around here. */
import { type Admin, type Consumer, type Message, Partitioners, type Producer } from "kafkajs";
import { parseJson, stringifyJson } from "../../../lib/values/exact-json.ts";
import { Json } from "../../../lib/values/json.ts";
import { makeBatcher } from "../../database/batch.ts";
import { newId } from "../../ids.ts";
import { isTransient, retryTransient } from "../../retry/retry-transient.ts";
import type { Broker, BrokerMessage, Handle, Subscription } from "../broker.ts";
import { deadLetterOf, handleOrDeadLetter } from "../dead-letters.ts";
import type { Envelope } from "../envelope.ts";
import { makeAwaitClose } from "./await-close.ts";
import { type AtStart, connectAtStart } from "./connect-at-start.ts";
import { type KafkaOptions, openKafkaClient } from "./kafka-client.ts";
import { type ConsumerOptions, keepConsuming } from "./kafka-consumer.ts";
import { makeTopicKeeper } from "./kafka-topics.ts";

type Options = KafkaOptions & Partial<Pick<AtStart, "patienceMs">> & { envelope?: Envelope };
type Base = Pick<ConsumerOptions, "kafka" | "log" | "awaitClose">;

const beatMs = 2000;
/**
 * So long after a message has been handled its position may be uncommitted, to share the commit with what comes behind it:
 * a commit costs Kafka as much as a message, and those that arrive twice do no harm.
 */
const commitMs = 100;
/** While the broker is unavailable, no more messages than this may wait for it. */
const maxWaiting = 20_000;

export async function openKafkaBroker(options: Options): Promise<Broker> {
  const { log, envelope } = options;
  const kafka = openKafkaClient(options);
  const admin = kafka.admin();
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  await connectAtStart(() => Promise.all([admin.connect(), producer.connect()]), { patienceMs: 0, ...options });
  const ensureTopics = makeTopicKeeper(admin);
  const publish = makePublish(producer, ensureTopics);
  const subscriptions = new Set<Subscription>();
  const awaitClose = makeAwaitClose(kafka);
  const base: Base = { kafka, log, awaitClose };

  async function keep(subscription: Promise<Subscription>): Promise<Subscription> {
    const kept = await subscription;
    subscriptions.add(kept);
    return kept;
  }

  return {
    driver: "kafka",
    ...(envelope ? { envelope } : {}),
    publish,
    async subscribe({ topics, group, handle }) {
      await ensureTopics(topics);
      return await keep(joinGroup(base, { topics, group, handle, publish }));
    },
    async listen({ topics, handle }) {
      await ensureTopics(topics);
      const next = await endsOf(admin, topics);
      const groupId = `patchbay.listen.${newId()}`;
      const listener = await keep(listenFrom(base, { topics, groupId, next, handle }));
      return {
        async close() {
          await listener.close();
          await awaitClose(admin.deleteGroups([groupId]));
        },
      };
    },
    async ping() {
      await admin.describeCluster();
    },
    async close() {
      await Promise.all([...subscriptions].map((subscription) => subscription.close()));
      await Promise.all([admin.disconnect(), producer.disconnect()].map(awaitClose));
    },
  };
}

function makePublish(
  producer: Producer,
  ensureTopics: (topics: readonly string[]) => Promise<void>,
): Broker["publish"] {
  let waiting = 0;
  const send = makeBatcher<readonly BrokerMessage[], null>({
    max: 200,
    isCommon: isTransient,
    async run(asked) {
      const byTopic = Map.groupBy(asked.flat(), (message) => message.topic);
      await ensureTopics([...byTopic.keys()]);
      const topicMessages = [...byTopic].map(([topic, messages]) => ({
        topic,
        messages: messages.map(({ key, value }): Message => ({ key, value: stringifyJson(value) })),
      }));
      await producer.sendBatch({ acks: -1, topicMessages });
      return asked.map(() => null);
    },
  });
  return async (messages) => {
    if (messages.length === 0) return;
    if (waiting >= maxWaiting) throw new Error("Kafka is unavailable, and too many messages wait for it already");
    waiting += 1;
    await send(messages).finally(() => {
      waiting -= 1;
    });
  };
}

/** Where these topics end now: the next offset of each, by topic and partition. */
async function endsOf(admin: Admin, topics: readonly string[]): Promise<Map<string, bigint>> {
  const ends = await Promise.all(
    topics.map(async (topic) => ({ topic, all: await retryTransient(() => admin.fetchTopicOffsets(topic)) })),
  );
  return new Map(ends.flatMap(({ topic, all }) => all.map((end) => [`${topic}\n${end.partition}`, BigInt(end.high)])));
}

type Group = { topics: readonly string[]; group: string; handle: Handle; publish: Broker["publish"] };

/** A member of a group. Positions are committed behind the handler and beside the fetching, never in its way. */
function joinGroup(base: Base, { topics, group, handle, publish }: Group): Promise<Subscription> {
  const handled = new Map<string, { topic: string; partition: number; offset: string }>();
  let timer: NodeJS.Timeout | undefined;
  let committed = Promise.resolve();

  function commit(consumer: Consumer): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const positions = [...handled.values()];
    handled.clear();
    if (positions.length > 0) {
      // A partition that has moved to another member refuses; its messages are repeated there, which is harmless.
      committed = Promise.all([committed, consumer.commitOffsets(positions)]).then(
        () => {},
        (error) => base.log.debug({ err: error }, "a commit was refused"),
      );
    }
    return committed;
  }

  return keepConsuming({
    ...base,
    groupId: group,
    topics,
    fromBeginning: true,
    onClosing: commit,
    async onBatch({ batch, heartbeat }, consumer) {
      const { topic, partition } = batch;
      // kafkajs sends heartbeats only between batches; a slow handler would count as dead.
      const beat = setInterval(() => void heartbeat().catch(() => {}), beatMs);
      try {
        const valid: BrokerMessage[] = [];
        for (const { key, value } of batch.messages) {
          const message = { topic, key: key?.toString() ?? "", value: parse(value) };
          if (message.value === undefined) {
            await publish([deadLetterOf({ ...message, value: value?.toString() ?? "" }, "this message is not JSON")]);
          } else valid.push({ ...message, value: message.value });
        }
        await handleOrDeadLetter(valid, handle, (message) => publish([message]));
      } finally {
        clearInterval(beat);
      }
      const offset = (BigInt(batch.lastOffset()) + 1n).toString();
      handled.set(`${topic}\n${partition}`, { topic, partition, offset });
      timer ??= setTimeout(() => void commit(consumer), commitMs);
    },
  });
}

type Listening = {
  topics: readonly string[];
  groupId: string;
  /** the next offset to be delivered, by topic and partition. */
  next: Map<string, bigint>;
  handle(messages: readonly BrokerMessage[]): void;
};

/** Hears everything from the given offsets on, in a group of its own, through crashes and rebuilt consumers. */
function listenFrom(base: Base, { topics, groupId, next, handle }: Listening): Promise<Subscription> {
  return keepConsuming({
    ...base,
    groupId,
    topics,
    fromBeginning: false,
    onRunning(consumer) {
      for (const [place, offset] of next) {
        const [topic = "", partition] = place.split("\n");
        consumer.seek({ topic, partition: Number(partition), offset: offset.toString() });
      }
    },
    async onBatch({ batch: { topic, partition, messages } }) {
      const place = `${topic}\n${partition}`;
      const from = next.get(place) ?? 0n;
      const fresh = messages.filter(({ offset }) => BigInt(offset) >= from);
      const last = fresh.at(-1);
      if (!last) return;
      next.set(place, BigInt(last.offset) + 1n);
      handle(fresh.flatMap(({ key, value }) => asMessage(topic, key, value)));
    },
  });
}

function asMessage(topic: string, key: Buffer | null, value: Buffer | null): BrokerMessage[] {
  const parsed = parse(value);
  return parsed === undefined ? [] : [{ topic, key: key?.toString() ?? "", value: parsed }];
}

function parse(value: Buffer | null): Json | undefined {
  try {
    return Json.parse(parseJson(value?.toString() ?? ""));
  } catch {
    return undefined;
  }
}
