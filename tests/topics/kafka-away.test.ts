/** Steps that publish while the platform's Kafka is down: they wait for it, and each event is published once. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { waitsForPatchbay } from "../../engine/scheduler/retry.ts";
import { openBroker } from "../../platform/broker/open.ts";
import { loadEnv } from "../../platform/env.ts";
import { newId } from "../../platform/ids.ts";
import { openLog } from "../../platform/log.ts";
import { openServices } from "../../workers/services.ts";
import { testDatabase } from "../helpers/database.ts";
import { describeWithKafka } from "../helpers/kafka.ts";
import { openOwnKafka } from "../helpers/own-kafka.ts";

const count = 20;

describeWithKafka("with a Kafka of its own", () => {
  test("a step that publishes waits for a Kafka that was killed, and its event is there once", async () => {
    await using site = await openSite();
    const signal = new AbortController().signal;
    const publish = (n: number) =>
      untilBack(() =>
        site.services.topics.publish(
          { ...bare, topic: "sink", key: `key-${n}`, value: String(n) },
          { idempotencyKey: `step-${n}`, runId: newId(), signal },
        ),
      );
    await publish(0);
    await site.killKafka();
    const waiting = Promise.all(Array.from({ length: count }, (_, n) => publish(n + 1)));
    await Promise.race([waiting, expect.poll(() => site.warnings()).toBeGreaterThan(0)]);
    await site.startKafka();
    const places = await waiting;
    expect(new Set(places.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(count);
    // Asked once more, as after the end of a worker, each has the place that it has.
    expect(await Promise.all(places.map((_, n) => publish(n + 1)))).toEqual(places);
    const values = (await site.events()).map(({ value }) => Number(String(value)));
    expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count + 1 }, (_, n) => n));
  });

  test("a step learns in a few seconds that Kafka does not answer, while its event is tried on", async () => {
    await using site = await openSite();
    const signal = new AbortController().signal;
    const publish = () =>
      site.services.topics.publish(
        { ...bare, topic: "sink", key: null, value: "a" },
        { idempotencyKey: "step", runId: newId(), signal },
      );
    await site.killKafka();
    const words = expect.stringMatching(
      /^Kafka, where Patchbay keeps its topics, cannot be reached\. The event is kept/,
    );
    await expect(publish()).rejects.toMatchObject({ code: "unavailable", isOwnOutage: true, userMessage: words });
    await site.startKafka();
    await untilBack(publish);
    await untilBack(publish);
    expect(await site.events()).toHaveLength(1);
  });

  test("a step that is stopped while it waits for Kafka ends with what Kafka said", async () => {
    await using site = await openSite();
    await site.killKafka();
    const stopped = new AbortController();
    const publishing = site.services.topics.publish(
      { ...bare, topic: "sink", key: null, value: "a" },
      { idempotencyKey: "step", runId: newId(), signal: stopped.signal },
    );
    publishing.catch(() => {});
    await expect.poll(() => site.warnings()).toBeGreaterThan(0);
    stopped.abort();
    await expect(publishing).rejects.toMatchObject({ code: "unavailable" });
  });
});

/** As a run does: a step that waits for a part of Patchbay begins again, however often. */
async function untilBack<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!waitsForPatchbay(error)) throw error;
      await sleep(500);
    }
  }
}

const bare = { cluster: "", delivery: "exactly once", headers: [] } as const;

/** A workspace with a topic, and the services of a worker. */
async function openSite() {
  await using opened = new AsyncDisposableStack();
  const kafka = opened.use(await openOwnKafka());
  const db = opened.use(await testDatabase());
  const workspaceId = newId();
  const defaultModel = { provider: "built-in", model: "" };
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "Test", defaultModel } });
  const broker = await openBroker({ pool: db.pool, clientId: "services" });
  opened.defer(() => broker.close());
  let warnings = 0;
  const write = (line: string) => {
    if (line.includes("waits to be published again")) warnings += 1;
  };
  const log = openLog("warn", "test", { write });
  const settings = { DATABASE_URL: db.url, PATCHBAY_SECRET: "s".repeat(32), PATCHBAY_MODELS: "none" };
  const env = loadEnv({ ...settings, KAFKA_BROKERS: kafka.brokers });
  const { models, topics, servicesFor } = openServices({ db, broker, env, log });
  opened.defer(() => models.close());
  opened.defer(() => topics.close());
  const topic = await topics.create(workspaceId, { name: "sink", partitions: 2, retentionHours: null });
  const owned = opened.move();
  return {
    services: servicesFor(workspaceId),
    warnings: () => warnings,
    events: () => topics.last(topic, 100),
    ...{ killKafka: kafka.kill, startKafka: kafka.start },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
