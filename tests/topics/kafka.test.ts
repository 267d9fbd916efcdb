import { zstdCompressSync } from "node:zlib";
import {
  CompressionCodecs,
  CompressionTypes,
  ConfigResourceTypes,
  Kafka,
  KafkaJSAggregateError,
  KafkaJSProtocolError,
  logLevel,
  Partitioners,
} from "kafkajs";
import { expect, test } from "vitest";
import { deadLetterEvent } from "../../engine/triggers/topics/dead-letters.ts";
import { topics as ownTopics } from "../../lib/messages.ts";
import { deadTopicOf } from "../../lib/topics/dead-letter.ts";
import { addCodecs } from "../../platform/broker/kafka/codecs.ts";
import { openKafkaClient } from "../../platform/broker/kafka/kafka-client.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { newId } from "../../platform/ids.ts";
import { answerInTime } from "../../platform/topics/answer-in-time.ts";
import { retryEffect } from "../../platform/topics/kafka/kafka-effects.ts";
import { asTopicError } from "../../platform/topics/kafka/kafka-errors.ts";
import { kafkaTopicOf } from "../../platform/topics/kafka/kafka-names.ts";
import { makeTransactionalProducer } from "../../platform/topics/kafka/kafka-producer.ts";
import { openTopics } from "../../platform/topics/open.ts";
import type { Topics } from "../../platform/topics/topics.ts";
import { testDatabase } from "../helpers/database.ts";
import { describeWithKafka, kafkaBrokers } from "../helpers/kafka.ts";
import { openFaultProxy } from "../helpers/peers/fault-proxy.ts";
import { describeTopics, type TopicsSubject } from "./conformance.ts";

async function open(brokers: readonly string[] = kafkaBrokers ?? []) {
  const db = await testDatabase();
  const workspaceId = newId();
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "Test", defaultModel: {} } });
  const opened: Topics[] = [];
  const elsewhere = () => {
    const topics = openTopics({ pool: db.pool, clientId: "test", kafkaBrokers: brokers });
    opened.push(topics);
    return topics;
  };
  return {
    ...{ db, workspaceId, topics: elsewhere(), elsewhere },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((topics) => topics.close()));
      await db[Symbol.asyncDispose]();
    },
  };
}

describeWithKafka("topics in a real Kafka", () => {
  describeTopics("Kafka", async (): Promise<TopicsSubject> => await open());

  test("the ends of many topics are told at the same time as others are made", async () => {
    await using one = await open();
    const { topics, workspaceId } = one;
    const rounds = Array.from({ length: 15 }, async (_, index) => {
      const topic = await topics.create(workspaceId, { name: `t${index}`, partitions: 3, retentionHours: 1 });
      const looked = await Promise.all(Array.from({ length: 5 }, () => topics.ends(topic)));
      for (const ends of looked) expect(ends).toHaveLength(3);
      return topic.name;
    });
    for (const name of await Promise.all(rounds)) await topics.delete(workspaceId, name);
  });

  /** A worker that has written down what it tries, has sent it, and is gone before it knows. */
  async function cutOff({ hasCommitted }: { hasCommitted: boolean }) {
    const one = await open();
    const { topics, workspaceId, db } = one;
    await topics.create(workspaceId, { name: "out", partitions: 1, retentionHours: 1 });
    const topic = await topics.find(workspaceId, "out");
    const kafka = openKafkaClient({ brokers: kafkaBrokers ?? [], clientId: "cut-off", log: silentLog });
    const effect = { id: newId(), runId: "run" };
    const event = { key: null, value: Buffer.from("once"), headers: [], partition: 0, timestamp: undefined, effect };
    const producer = makeTransactionalProducer(kafka);
    const transactionalId = await producer.transactionalId();
    const intent = { transactionalId, partition: 0, from: "0" };
    await db.prisma.effect.create({ data: { id: effect.id, runId: "run", intent } });
    if (hasCommitted) await producer.send([{ ...event, topic }], transactionalId);
    return {
      ...one,
      topic,
      kafka,
      producer,
      event,
      send: () => producer.send([{ ...event, topic }], transactionalId),
      [Symbol.asyncDispose]: one[Symbol.asyncDispose],
    };
  }

  test("an event that was sent by a worker that was cut off is found, and not sent again", async () => {
    await using one = await cutOff({ hasCommitted: true });
    expect(await one.topics.publish(one.workspaceId, "out", [one.event])).toEqual([{ partition: 0, offset: 0n }]);
    expect(await one.topics.last(one.topic, 10)).toHaveLength(1);
    await one.producer.close();
  });

  test("a worker that comes to itself after another has taken its step over can send no more", async () => {
    await using one = await cutOff({ hasCommitted: false });
    await one.topics.publish(one.workspaceId, "out", [one.event]);
    await expect(one.send()).rejects.toThrow(/epoch|fenced/i);
    expect(await one.topics.last(one.topic, 10)).toHaveLength(1);
    await one.producer.close();
  });

  test("users' topics have names that none of the platform's own begins with, and clients of Kafka read them", async () => {
    await using one = await open();
    await one.topics.create(one.workspaceId, { name: "out", partitions: 1, retentionHours: 1 });
    const name = kafkaTopicOf({ workspaceId: one.workspaceId, name: "out" });
    expect(name).toBe(`patchbay.topic.${one.workspaceId}.out`);
    for (const own of Object.values(ownTopics)) expect(own.startsWith("patchbay.topic.")).toBe(false);
    await one.topics.publish(one.workspaceId, "out", [{ key: Buffer.from("k"), value: Buffer.from("v"), headers: [] }]);
    const kafka = new Kafka({ brokers: [...(kafkaBrokers ?? [])], logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer({ groupId: newId() });
    await consumer.connect();
    await consumer.subscribe({ topics: [name], fromBeginning: true });
    const got = Promise.withResolvers<string>();
    await consumer.run({ eachMessage: async ({ message }) => got.resolve(`${message.key}=${message.value}`) });
    expect(await got.promise).toBe("k=v");
    await consumer.disconnect();
  });

  test("a topic that another process deletes takes no other along", async () => {
    await using one = await open();
    const { topics, workspaceId } = one;
    const other = one.elsewhere();
    const settings = { partitions: 1, retentionHours: 1 };
    for (const name of ["gone", "kept", "fresh"]) await other.create(workspaceId, { name, ...settings });
    const publish = (name: string) => {
      const effect = { id: newId(), runId: "run" };
      return topics.publish(workspaceId, name, [{ key: null, value: Buffer.from(name), headers: [], effect }]);
    };
    for (const name of ["gone", "kept"]) await publish(name);
    await other.delete(workspaceId, "gone");
    // Neither one that was used before nor one that was not.
    for (const name of ["kept", "fresh"]) expect(await publish(name)).toHaveLength(1);
    await topics.create(workspaceId, { name: "new", ...settings });
    for (const name of ["kept", "fresh", "new"])
      expect(await topics.ends(await topics.find(workspaceId, name))).toHaveLength(1);
  });

  test("what other programs write is read, whatever its compression and its time", async () => {
    await using one = await open();
    await one.topics.create(one.workspaceId, { name: "out", partitions: 1, retentionHours: null });
    const topic = await one.topics.find(one.workspaceId, "out");
    const name = kafkaTopicOf(topic);
    addCodecs();
    const ours = CompressionCodecs[CompressionTypes.ZSTD]!();
    CompressionCodecs[CompressionTypes.ZSTD] = () => ({
      ...ours,
      compress: async ({ buffer }: { buffer: Buffer }) => zstdCompressSync(buffer),
    });
    const kafka = new Kafka({ brokers: [...(kafkaBrokers ?? [])], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const anyTime = { name: "message.timestamp.after.max.ms", value: "9223372036854775807" };
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries: [anyTime] }],
    });
    await admin.disconnect();
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    // In nanoseconds, as some programs write it by mistake.
    const messages = [{ value: "lines ".repeat(1000), timestamp: "1798761600000000000" }];
    await producer.send({ topic: name, compression: CompressionTypes.ZSTD, messages });
    await producer.disconnect();
    const [event] = await one.topics.last(topic, 1);
    expect(Buffer.from(event?.value ?? []).toString()).toBe(messages[0]?.value);
    expect(new Date(event?.timestamp ?? 0).toISOString()).toMatch(/^9999-/);
  });

  test("an event that Kafka does not take fails its own call alone", async () => {
    await using one = await open();
    const { topics, workspaceId } = one;
    const topic = await topics.create(workspaceId, { name: "out", partitions: 1, retentionHours: 1 });
    const event = { topic, partition: 0, key: null, headers: [], timestamp: undefined, effect: undefined };
    const results = await Promise.allSettled([
      topics.log.append([{ ...event, value: Buffer.from("before") }]),
      topics.log.append([{ ...event, value: Buffer.alloc(1_100_000) }]),
      topics.log.append([{ ...event, value: Buffer.from("after") }]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { code: "too_large" } });
    const values = (await topics.last(topic, 10)).map(({ value }) => Buffer.from(value ?? []).toString());
    expect(values.toSorted()).toEqual(["after", "before"]);
  });

  test("an event that is too large to be a dead letter is one without its value, and says so", async () => {
    await using one = await open();
    const { topics, workspaceId } = one;
    const topic = await topics.create(workspaceId, { name: "in", partitions: 1, retentionHours: 1 });
    const event = { partition: 0, offset: 5n, key: Buffer.from("k"), value: Buffer.alloc(1_048_500), headers: [] };
    const from = { topic, logId: "log", pipelineId: "pipeline", nodeId: "node" };
    await deadLetterEvent(
      topics,
      { ...event, timestamp: Date.now() },
      { from, failure: { error: "No JSON.", attempts: 0 } },
    );
    const dead = await topics.find(workspaceId, deadTopicOf("in", "pipeline"));
    const [letter] = await topics.last(dead, 1);
    expect(letter).toMatchObject({ value: null, key: event.key });
    const error = letter?.headers.find(({ name }) => name === "patchbay-dead-error")?.value;
    expect(Buffer.from(error ?? []).toString()).toMatch(/^No JSON\. Its value was too large/);
  });
});

test("of several that find one try without a result, one goes on", async () => {
  await using db = await testDatabase();
  const intentOf = (transactionalId: string) => ({ transactionalId, partition: 0, from: "0" });
  await db.prisma.effect.create({ data: { id: "e", runId: "run", intent: intentOf("dead") } });
  const takeOver = (former: string, by: string) =>
    retryEffect(db.pool, "e", { former: intentOf(former), intent: intentOf(by) });
  const all = await Promise.allSettled(["a", "b", "c"].map((by) => takeOver("dead", by)));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const taken = await db.prisma.effect.findUniqueOrThrow({ where: { id: "e" } });
  expect(taken.intent).toMatchObject({
    transactionalId: ["a", "b", "c"][all.findIndex((one) => one.status === "fulfilled")],
  });
  await expect(takeOver("dead", "late")).rejects.toMatchObject({ code: "unavailable" });
});

test("a right that Kafka does not give for a new topic is named", () => {
  const refusal = new KafkaJSProtocolError(Object.assign(new Error("no"), { type: "TOPIC_AUTHORIZATION_FAILED" }));
  expect(asTopicError(new KafkaJSAggregateError("Topic creation errors", [refusal]))).toMatchObject({
    code: "forbidden",
    userMessage: /rights to read, write and create topics/,
  });
});

test("a Kafka that cannot be reached is named", async () => {
  await using one = await open(["127.0.0.1:1"]);
  const creating = one.topics.create(one.workspaceId, { name: "out", partitions: 1, retentionHours: 1 });
  await expect(creating).rejects.toMatchObject({ code: "unavailable", userMessage: /Kafka cannot be reached/ });
});

test("who waits for a Kafka that neither works nor breaks is told what to do, and what may come of it", async () => {
  await using way = await openFaultProxy({ port: 1, seed: 1 });
  way.break("silence");
  await using one = await open([`127.0.0.1:${way.port}`]);
  const topics = answerInTime(one.topics);
  const row = { workspaceId: one.workspaceId, name: "out", partitions: 1, retentionHours: 1 };
  const topic = { ...row, id: newId() };
  const event = { key: null, value: Buffer.from("v"), headers: [] };
  const asked = [
    topics.create(one.workspaceId, row),
    topics.ends(topic),
    topics.last(topic, 10),
    topics.at(topic, [{ partition: 0, offset: 0n }]),
    topics.publishTo(topic, [event]),
  ];
  const told = (await Promise.allSettled(asked)).map((each) => each.status === "rejected" && each.reason);
  const words = "Kafka cannot be reached. Check that it runs, and KAFKA_BROKERS.";
  expect(told.slice(0, -1)).toEqual(
    Array.from({ length: 4 }, () => expect.objectContaining({ code: "unavailable", userMessage: words })),
  );
  expect(told.at(-1)).toMatchObject({
    code: "unavailable",
    userMessage: /^Kafka cannot .* may be published all the same/,
  });
  expect(way.affected()).toBeGreaterThan(0);
});
