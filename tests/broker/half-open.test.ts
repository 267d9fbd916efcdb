/** Connections to Kafka that neither work nor break: writes to them neither fail nor are answered. */
import net from "node:net";
import { expect, test } from "vitest";
import type { BrokerMessage } from "../../platform/broker/broker.ts";
import { openKafkaBroker } from "../../platform/broker/kafka/kafka.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { newId } from "../../platform/ids.ts";
import { describeWithKafka, kafkaBrokers } from "../helpers/kafka.ts";
import { openFaultProxy } from "../helpers/peers/fault-proxy.ts";

describeWithKafka("with a real Kafka", () => {
  test("half-open connections are all closed when one of them is detected", async () => {
    const brokers = kafkaBrokers ?? [];
    const { hostname, port } = new URL(`kafka://${brokers[0]}`);
    const way = await openFaultProxy({ host: hostname, port: Number(port), seed: 3 });
    const kafka = { brokers, clientId: "half-open", log: silentLog };
    const behind = await openKafkaBroker({
      ...kafka,
      answerMs: 1000,
      socketFactory: ({ onConnect }) => net.connect({ host: "127.0.0.1", port: way.port }, onConnect),
    });
    const outside = await openKafkaBroker(kafka);
    const topic = `test.half-open.${newId()}`;
    const received = new Set<unknown>();
    const say = (value: string) => [{ topic, key: "", value }];
    const handle = (messages: readonly BrokerMessage[]) => {
      for (const { value } of messages) received.add(value);
    };
    await behind.listen({ topics: [topic], handle });
    await behind.publish(say("before"));
    await expect.poll(() => received.has("before")).toBe(true);

    way.break("half-open");
    way.heal();
    await outside.publish(say("meanwhile"));
    await expect.poll(() => received.has("meanwhile")).toBe(true);
    // The listener asks all the time, so it was detected by one of its requests. No other has sent any.
    const swallowed = way.affected();
    expect(swallowed).toBeGreaterThan(0);
    await behind.publish(say("after"));
    expect(way.affected(), "what is published is not said to a dead connection first").toBe(swallowed);
    await expect.poll(() => received.has("after")).toBe(true);
    await Promise.all([behind.close(), outside.close()]);
    await way[Symbol.asyncDispose]();
  });
});
