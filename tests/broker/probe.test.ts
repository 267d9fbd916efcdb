/** How far behind the broker is, measured by a message that a process sends to itself. */
import { expect, test } from "vitest";
import type { Broker } from "../../platform/broker/broker.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { openBroker } from "../../platform/broker/open.ts";
import { startBrokerProbe } from "../../platform/broker/probe.ts";
import { measureBroker, measureProbe } from "../../platform/metrics/broker-metrics.ts";
import { openMetrics } from "../../platform/metrics/registry.ts";
import { testDatabase } from "../helpers/database.ts";
import { describeWithKafka, kafkaBrokers } from "../helpers/kafka.ts";
import { sample } from "../helpers/tools/prometheus.ts";

const options = { log: silentLog, everyMs: 20 };

test("a probe through Postgres comes back in milliseconds, to each process its own", async () => {
  await using db = await testDatabase();
  const broker = await openBroker({ pool: db.pool, clientId: "probe" });
  const [one, other] = [await startBrokerProbe(broker, options), await startBrokerProbe(broker, options)];
  for (const probe of [one, other]) await expect.poll(probe.ms).toBeGreaterThan(0);
  await expect.poll(one.ms).toBeLessThan(5000);
  await Promise.all([one.close(), other.close()]);
  await broker.close();
});

test("a probe that does not come back counts on", async () => {
  const mute: Pick<Broker, "publish" | "listen"> = {
    publish: async () => {},
    listen: async () => ({ close: async () => {} }),
  };
  const probe = await startBrokerProbe(mute, options);
  await expect.poll(probe.ms).toBeGreaterThan(100);
  const metrics = openMetrics("web");
  measureProbe(metrics, probe);
  expect(sample(await metrics.metrics(), "patchbay_broker_probe_seconds")).toBeGreaterThan(0.1);
  await probe.close();
});

test("a broker is counted by its own topics; those of users share one name", async () => {
  const metrics = openMetrics("web");
  await using db = await testDatabase();
  const opened = await openBroker({ pool: db.pool, clientId: "counted" });
  const broker = measureBroker(metrics, opened);
  const received: string[] = [];
  const topics = ["patchbay.echo", "orders of ada"];
  const listening = await broker.listen({
    topics,
    handle: (messages) => received.push(...messages.map(({ key }) => key)),
  });
  for (const topic of topics) await broker.publish([{ topic, key: topic, value: {} }]);
  await expect.poll(() => received.length).toBe(2);
  const text = await metrics.metrics();
  for (const topic of ["patchbay.echo", "users"]) {
    expect(sample(text, "patchbay_broker_published_total", { topic })).toBe(1);
    expect(sample(text, "patchbay_broker_received_total", { topic })).toBe(1);
  }
  expect(sample(text, "patchbay_broker_publish_seconds_count")).toBe(2);
  expect(text).not.toContain("ada");
  await listening.close();
  await broker.close();
});

describeWithKafka("with a real Kafka", () => {
  test("a probe comes back as well", async () => {
    const broker = await openBroker({ kafkaBrokers: kafkaBrokers ?? [], clientId: "probe" });
    const probe = await startBrokerProbe(broker, options);
    await expect.poll(probe.ms).toBeGreaterThan(0);
    await probe.close();
    await broker.close();
  });
});
