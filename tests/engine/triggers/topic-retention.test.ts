/** Events that Kafka's retention deletes before a trigger has read them. */
import { expect, test } from "vitest";
import { openKafkaClient } from "../../../platform/broker/kafka/kafka-client.ts";
import { silentLog } from "../../../platform/broker/log.ts";
import { kafkaTopicOf } from "../../../platform/topics/kafka/kafka-names.ts";
import { describeWithKafka, kafkaBrokers } from "../../helpers/kafka.ts";
import { openTopicTest, type TopicPart } from "./topic-fixtures.ts";

const brokers = kafkaBrokers ?? [];
const publish = (one: TopicPart, ...texts: string[]) =>
  one.publish(texts.map((text) => ({ value: Buffer.from(text) })));

/** As retention does, up to an offset of the only partition. */
async function deleteBefore({ topic }: TopicPart, offset: bigint): Promise<void> {
  const admin = openKafkaClient({ brokers, clientId: "retention", log: silentLog }).admin();
  await admin.connect();
  const name = kafkaTopicOf(topic);
  // kafkajs knows of a topic what it was asked for before.
  await admin.fetchTopicOffsets(name);
  await admin.deleteTopicRecords({ topic: name, partitions: [{ partition: 0, offset: String(offset) }] });
  await admin.disconnect();
}

describeWithKafka("with a real Kafka", () => {
  test("the trigger says how many events they were at most, and goes on or stops, as set", async () => {
    await using one = await openTopicTest(brokers, 1);
    await one.on({ format: "text", whenDeleted: "stop" });
    // Each of them is a transaction, which takes an offset too.
    for (const text of ["a", "b", "c"]) await publish(one, text);
    await publish(one, "d", "e");
    await deleteBefore(one, 6n);
    await one.harness.worker();
    const error = async () => (await one.trigger()).error?.message ?? "";
    await expect
      .poll(error)
      .toMatch(/^Up to 6 events of partition 0 were deleted .*: the offsets 0 to 5\. The trigger has stopped/);
    expect(await one.runs()).toEqual([]);
    await one.on({ format: "text", whenDeleted: "continue" });
    await expect.poll(async () => (await one.runs()).length).toBe(2);
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, lost: 6 });
  });

  test("where nothing is left, nothing waits any more, and what comes is read", async () => {
    await using one = await openTopicTest(brokers, 1);
    await one.on({ format: "text" });
    await publish(one, "a");
    const [end] = await one.harness.topics.ends(one.topic);
    await deleteBefore(one, end!.next);
    await one.harness.worker();
    await expect.poll(async () => (await one.trigger()).topic).toMatchObject({ lag: 0, lost: Number(end!.next) });
    await publish(one, "b");
    await expect.poll(async () => (await one.runs()).length).toBe(1);
  });
});
