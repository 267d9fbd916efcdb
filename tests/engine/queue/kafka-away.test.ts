/** Kafka is killed under running pipelines and comes back: runs are accepted and end all the while. */
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { describeWithKafka } from "../../helpers/kafka.ts";
import { openOwnKafka } from "../../helpers/own-kafka.ts";
import { openHarness, twoNaps } from "../fixtures.ts";

/** The sweep leaves a run alone for this long, in which its wake-up may reach a worker. */
const sweepPatienceMs = 1000;

describeWithKafka("with a Kafka of its own", () => {
  test("a Kafka that is killed delays runs and loses none; when it is back, wake-ups are received again", async () => {
    await using kafka = await openOwnKafka();
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: [kafka.brokers] });
    await harness.worker();
    const start = (broker = harness.broker) => harness.start(twoNaps(100), { text: "a" }, { broker });
    const before = await Promise.all([start(), start(), start()]);
    await kafka.kill();
    // Its clients are never told whether Kafka got it: a request that waited for that would wait for ever.
    const silent: typeof harness.broker = {
      ...harness.broker,
      async publish(messages) {
        await harness.broker.publish(messages).catch(() => {});
        await new Promise(() => {});
      },
    };
    const during = await Promise.all([start(silent), start(), start()]);
    for (const id of [...before, ...during]) expect((await harness.finished(id)).status).toBe("succeeded");
    await kafka.start();
    const isHeard = async () => {
      const id = await start();
      expect((await harness.finished(id)).status).toBe("succeeded");
      const text = `SELECT extract(epoch FROM "startedAt" - "createdAt")::float8 * 1000 AS ms FROM "Run" WHERE id = $1`;
      return (await db.pool.query<{ ms: number }>(text, [id])).rows[0]?.ms;
    };
    await expect.poll(isHeard).toBeLessThan(sweepPatienceMs);
  });
});
