/** Over Kafka as over Postgres, a caller that waits is notified by the commit that ends its run. */
import { expect, test } from "vitest";
import { openWatcher } from "../../../engine/history/run-events.ts";
import { topics } from "../../../lib/messages.ts";
import { openKafkaBroker } from "../../../platform/broker/kafka/kafka.ts";
import { silentLog } from "../../../platform/broker/log.ts";
import { newId } from "../../../platform/ids.ts";
import { testDatabase } from "../../helpers/database.ts";
import { describeWithKafka, kafkaBrokers } from "../../helpers/kafka.ts";
import { patienceMs } from "../../helpers/patience.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

const brokers = kafkaBrokers ?? [];
const pure = graphOf({ in: ["input", { fields: [textField] }], out: ["output", { fields: [textField] }] }, [
  "in.text > out.text",
]);

describeWithKafka("over Kafka, the end of a run that a caller waits for", () => {
  test("comes from Postgres with its outcome, and does not go over Kafka", async () => {
    await using db = await testDatabase();
    // A secret of its own: tests that run beside this one publish their runs to the same Kafka.
    await using harness = await openHarness(db, {
      kafkaBrokers: brokers,
      secret: `only these runs have this: ${newId()}`,
    });
    await harness.worker();
    const kafka = await openKafkaBroker({ brokers, clientId: "overhears", log: silentLog });
    await using _kafka = { [Symbol.asyncDispose]: () => kafka.close() };
    const heard: string[] = [];
    const handle = (messages: readonly object[]) => void heard.push(...messages.map((each) => JSON.stringify(each)));
    await kafka.listen({ topics: [topics.events], handle });
    const ids: string[] = [];
    // Only a wake-up says who waits: a busy worker claims the run from the queue and does not know. Then another is asked for.
    const outcome = async () => {
      const id = await harness.start(pure, { text: "x" }, { isAwaited: true });
      const end = await harness.watcher.ended(id, patienceMs, new AbortController().signal);
      if (end?.outcome !== undefined) ids.push(id);
      return end?.outcome;
    };
    await expect.poll(outcome).toMatchObject({ status: "succeeded", output: { text: "x" } });
    const last = newId();
    await kafka.publish([{ topic: topics.events, key: last, value: last }]);
    await expect.poll(() => heard.some((message) => message.includes(last))).toBe(true);
    // What it did before its end may be told over Kafka, on a machine so busy that it took two batches.
    for (const id of ids)
      expect(heard.filter((message) => message.includes(`"${id}",`) && /finished/.test(message))).toEqual([]);
  });

  test("that comes over Kafka in the open brings no outcome", async () => {
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: brokers });
    const kafka = await openKafkaBroker({ brokers, clientId: "forges", log: silentLog });
    await using _kafka = { [Symbol.asyncDispose]: () => kafka.close() };
    const watcher = await openWatcher({ pool: db.pool, broker: harness.broker });
    await using _watcher = { [Symbol.asyncDispose]: () => watcher.close() };
    const id = newId();
    const ended = watcher.ended(id, patienceMs, new AbortController().signal);
    const value = { runs: [[id, 2, "finished"]], outcomes: { [id]: { status: "succeeded" } } };
    await kafka.publish([{ topic: topics.events, key: id, value }]);
    expect(await ended).toEqual({ seq: 2, finished: true, outcome: undefined });
  });
});
