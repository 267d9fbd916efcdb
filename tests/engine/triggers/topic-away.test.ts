/** A trigger whose Kafka is killed: it says so, loses nothing, and goes on when Kafka is back. */
import { expect, test } from "vitest";
import { describeWithKafka } from "../../helpers/kafka.ts";
import { openOwnKafka } from "../../helpers/own-kafka.ts";
import { numbered, openTopicTest } from "./topic-fixtures.ts";

describeWithKafka("with a Kafka of its own", () => {
  test("while Kafka is away the trigger says so and since when, also when another worker takes over; then it goes on", async () => {
    await using kafka = await openOwnKafka();
    await using one = await openTopicTest([kafka.brokers]);
    await one.on();
    const [first, second] = await Promise.all([one.harness.worker(), one.harness.worker()]);
    await one.publish(numbered(6, 3));
    await expect.poll(async () => (await one.runs()).length).toBe(6);
    expect(await one.trigger()).toMatchObject({ state: "on", error: null });
    await kafka.kill();
    await expect.poll(async () => (await one.trigger()).state).toBe("problem");
    const { error } = await one.trigger();
    const words = "Kafka cannot be reached. Check that it runs, and KAFKA_BROKERS.";
    const meanwhile = "Its events wait in the topic, and are read from where the trigger is when this is over.";
    expect(error?.message).toBe(`${words} ${meanwhile}`);
    await expect(one.on({ start: "earliest" })).rejects.toMatchObject({ code: "unavailable", userMessage: words });
    // The other one takes its partitions over, and can read nothing of the topic either.
    await first.stop();
    const holders = async () => {
      const { rows } = await one.db.pool.query<{ worker: string | null }>(
        `SELECT DISTINCT worker FROM "TriggerPartition"`,
      );
      return rows.map(({ worker }) => worker);
    };
    await expect.poll(holders).toEqual([second.id]);
    expect((await one.trigger()).error).toEqual(error);
    await kafka.start();
    await one.publish(numbered(6, 3, 6));
    await expect.poll(async () => (await one.runs()).length).toBe(12);
    await expect.poll(() => one.trigger()).toMatchObject({ state: "on", error: null, topic: { lag: 0 } });
  });
});
