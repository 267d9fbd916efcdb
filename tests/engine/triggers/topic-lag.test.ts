import { describe, expect, test } from "vitest";
import { topicLag } from "../../../engine/triggers/topics/topic-lag.ts";
import { drivers, numbered, openTopicTest } from "./topic-fixtures.ts";

describe.each(drivers)("over %s", (_name, brokers) => {
  test("the lag counts what triggers that are on have not read, and nothing of those that are off", async () => {
    await using one = await openTopicTest(brokers, 2);
    const { topics } = one.harness;
    const lag = () => topicLag(one.db.pool, topics);
    await one.publish(numbered(2, 2));
    expect(await lag()).toBe(0);
    await one.on();
    await one.publish(numbered(7, 3));
    // Kafka's offsets also count the marks of transactions.
    if (topics.driver === "postgres") expect(await lag()).toBe(7);
    else expect(await lag()).toBeGreaterThanOrEqual(7);
    await one.harness.worker();
    await expect.poll(lag).toBe(0);
  });
});
