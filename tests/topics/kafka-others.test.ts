/** What other programs write to a real Kafka, which kafkajs by itself reads wrongly, or not at all. */
import { zstdCompressSync } from "node:zlib";
import { CompressionCodecs, CompressionTypes, Kafka, logLevel, Partitioners } from "kafkajs";
import { expect, test } from "vitest";
import { addCodecs } from "../../platform/broker/kafka/codecs.ts";
import { openKafkaClient } from "../../platform/broker/kafka/kafka-client.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { newId } from "../../platform/ids.ts";
import { kafkaTopicOf } from "../../platform/topics/kafka/kafka-names.ts";
import { openTopics } from "../../platform/topics/open.ts";
import { testDatabase } from "../helpers/database.ts";
import { describeWithKafka, kafkaBrokers } from "../helpers/kafka.ts";

const brokers = [...(kafkaBrokers ?? [])];

async function openTopic(name: string) {
  const db = await testDatabase();
  const workspaceId = newId();
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "Test", defaultModel: {} } });
  const topics = openTopics({ pool: db.pool, clientId: "test", kafkaBrokers: brokers });
  const topic = await topics.create(workspaceId, { name, partitions: 1, retentionHours: 1 });
  return {
    ...{ topic, log: topics.log, kafkaName: kafkaTopicOf(topic) },
    async [Symbol.asyncDispose]() {
      await topics.close();
      await db[Symbol.asyncDispose]();
    },
  };
}

describeWithKafka("in a real Kafka", () => {
  test("events of aborted transactions are seen by no one, whatever their keys, and wherever reading begins", async () => {
    await using one = await openTopic("in");
    const kafka = openKafkaClient({ brokers, clientId: "others", log: silentLog });
    const name = one.kafkaName;
    const [first, second] = ["one", "two"].map((id) =>
      kafka.producer({ transactionalId: `${name}-${id}`, idempotent: true, maxInFlightRequests: 1 }),
    );
    await Promise.all([first!.connect(), second!.connect()]);
    const [aborted, other] = [await first!.transaction(), await second!.transaction()];
    // As Java writes the number 0.
    const key = Buffer.alloc(4);
    for (const value of ["1", "2"]) {
      await aborted.send({ topic: name, messages: [{ key, value }] });
      await other.send({ topic: name, messages: [{ key, value }] });
    }
    await Promise.all([aborted.abort(), other.abort()]);
    const committed = await first!.transaction();
    await committed.send({ topic: name, messages: [{ key, value: "committed" }] });
    await committed.commit();
    await Promise.all([first!.disconnect(), second!.disconnect()]);
    for (const from of [0n, 1n, 2n, 3n, 4n]) {
      const seen: string[] = [];
      const follower = await one.log.follow({
        ...{ topic: one.topic, from: new Map([[0, from]]) },
        handle: async (events) => void seen.push(...events.map(({ value }) => Buffer.from(value!).toString())),
      });
      await expect.poll(() => seen).toContain("committed");
      expect(seen, `from ${from}`).toEqual(["committed"]);
      await follower.close();
    }
  });

  test("a batch that cannot be read is said, and not tried for ever without a word", async () => {
    await using one = await openTopic("odd");
    addCodecs();
    const ours = CompressionCodecs[CompressionTypes.ZSTD]!;
    CompressionCodecs[CompressionTypes.ZSTD] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => zstdCompressSync(buffer),
      decompress: () => Promise.reject(new Error("unknown frame")),
    });
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const messages = [{ value: "lines ".repeat(1000) }];
    await producer.send({ topic: one.kafkaName, compression: CompressionTypes.ZSTD, messages });
    await producer.disconnect();
    const said = Promise.withResolvers<unknown>();
    const follower = await one.log.follow({
      ...{ topic: one.topic, from: new Map([[0, 0n]]), onEnd: said.resolve },
      handle: async () => said.reject(new Error("it was read")),
    });
    const words = "Events of the topic “odd” cannot be read: unknown frame. If this stays";
    expect(await said.promise).toMatchObject({ code: "unavailable", userMessage: expect.stringContaining(words) });
    await follower.close();
    CompressionCodecs[CompressionTypes.ZSTD] = ours;
  });
});
