import { Kafka, logLevel } from "kafkajs";
import { expect, onTestFinished, test, vi } from "vitest";
import { keepConsuming } from "../../platform/broker/kafka/kafka-consumer.ts";
import { mendKafkajs } from "../../platform/broker/kafka/kafkajs-fixes.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { newId } from "../../platform/ids.ts";
import { describeWithKafka, kafkaBrokers } from "../helpers/kafka.ts";
import { patienceMs } from "../helpers/patience.ts";

mendKafkajs();

describeWithKafka("a consumer that mostly has nothing to do", () => {
  test("asks less often when nothing comes, gets what comes then, and asks more often again", async () => {
    const topic = `idle-${newId()}`;
    const kafka = new Kafka({ clientId: "idle", brokers: kafkaBrokers ?? [], logLevel: logLevel.NOTHING });
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    onTestFinished(async () => {
      await admin.deleteTopics({ topics: [topic] });
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    });
    await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });

    const read: string[] = [];
    /** Milliseconds of each request since the last event was read. */
    let waits: number[] = [];
    const subscription = await keepConsuming({
      ...{ kafka, log: silentLog, groupId: newId(), topics: [topic], fromBeginning: true, isMostlyIdle: true },
      awaitClose: async (closing) => void (await closing),
      onRunning(consumer) {
        consumer.on(consumer.events.FETCH, ({ payload }) => void waits.push(payload.duration));
      },
      async onBatch({ batch }) {
        for (const { value } of batch.messages) read.push(String(value));
        waits = [];
      },
    });
    onTestFinished(() => subscription.close());
    await vi.waitFor(() => expect(waits.at(-1)).toBeGreaterThanOrEqual(1900), patienceMs);

    await producer.send({ topic, messages: [{ value: "late" }] });
    await vi.waitFor(() => expect(read).toEqual(["late"]), patienceMs);
    // On a busy machine a request may take longer, but not each.
    await vi.waitFor(() => expect(Math.min(...waits)).toBeLessThan(1900), patienceMs);
  });
});
