/** Events at a fixed pace, whether or not anything can take them: what waits is sent as soon as that is possible. */
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka, logLevel } from "kafkajs";
import { mendKafkajs } from "../../../platform/broker/kafka/kafkajs-fixes.ts";
import type { Topics } from "../../../platform/topics/topics.ts";
import { wallClock } from "./topic-reader.ts";

type SentEvent = { key: string; value: string };
/** Resolves when the events are durable. One that fails may have been durable all the same. */
export type Send = (events: readonly SentEvent[]) => Promise<void>;

/** An event that was due while the broker was down is sent with the time at which it was due. */
export async function sendAtPace(send: Send, pace: { rate: number; seconds: number; keys: number }): Promise<number> {
  const { rate, seconds, keys } = pace;
  const began = wallClock();
  const all = Math.round(rate * seconds);
  const most = 1000;
  const eventOf = (n: number): SentEvent => {
    const sentAt = began + (n * 1000) / rate;
    return { key: `user-${(n * 7919) % keys}`, value: JSON.stringify({ n, sentAt }) };
  };
  for (let sent = 0; sent < all; ) {
    const due = Math.min(all, sent + most, Math.floor(((wallClock() - began) * rate) / 1000) + 1);
    if (due <= sent) {
      await sleep(Math.max(1, began + (sent * 1000) / rate - wallClock()));
      continue;
    }
    await untilSent(
      send,
      Array.from({ length: due - sent }, (_, index) => eventOf(sent + index)),
    );
    sent = due;
  }
  return all;
}

/** One that is sent once more may be in the topic twice: then it is two events. */
async function untilSent(send: Send, events: readonly SentEvent[]): Promise<void> {
  for (;;) {
    try {
      await send(events);
      return;
    } catch {
      await sleep(200);
    }
  }
}

export async function kafkaSender(brokers: readonly string[], topic: string): Promise<Send & AsyncDisposable> {
  mendKafkajs();
  const kafka = new Kafka({ brokers: [...brokers], clientId: "proof-sender", logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ retry: { retries: 2 } });
  await producer.connect();
  const send: Send = async (events) => void (await producer.send({ topic, acks: -1, messages: [...events] }));
  return Object.assign(send, { [Symbol.asyncDispose]: () => producer.disconnect() });
}

export function postgresSender(topics: Topics, workspaceId: string, topic: string): Send {
  return async (events) => {
    const asBytes = events.map(({ key, value }) => ({
      ...{ key: Buffer.from(key), value: Buffer.from(value), headers: [] },
    }));
    await topics.publish(workspaceId, topic, asBytes);
  };
}
