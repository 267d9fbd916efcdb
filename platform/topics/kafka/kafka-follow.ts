import type { Consumer, IHeaders, Kafka, KafkaMessage } from "kafkajs";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Header } from "../../../lib/topics/topic.ts";
import type { AwaitClose } from "../../broker/kafka/await-close.ts";
import { keepConsuming } from "../../broker/kafka/kafka-consumer.ts";
import type { BrokerLog } from "../../broker/log.ts";
import { newId } from "../../ids.ts";
import type { Follow, Follower, TopicEvent, TopicRow } from "../topic-log.ts";
import { effectHeader, kafkaTopicOf } from "./kafka-names.ts";

type Deps = { kafka: Kafka; log: BrokerLog; awaitClose: AwaitClose };
/** An event as readers get it, and the effect that it came of. */
type SentEvent = TopicEvent & { effect: string | undefined };
export type FollowSent = Omit<Follow, "handle"> & { handle(events: readonly SentEvent[]): Promise<void> };

/** Committed events alone, in a group of its own that keeps no position. */
export async function followKafka({ kafka, log, awaitClose }: Deps, options: FollowSent): Promise<Follower> {
  const { topic, from, handle, onRead, onBehind, onEnd, group = "patchbay.follow" } = options;
  const name = kafkaTopicOf(topic);
  const groupId = `${group}.${newId()}`;
  const next = new Map(from);
  const paused = new Set<number>();
  let isOver = false;
  let running: Consumer | undefined;
  const placeOf = (partition: number) => [{ topic: name, partitions: [partition] }];

  /** A consumer that has joined anew, as after a pause of this process, begins where it was left and not at the start. */
  function place(consumer: Consumer): void {
    // More may have been added than the topic had.
    for (let partition = 0; partition < Math.max(topic.partitions, ...from.keys().map((one) => one + 1)); partition++) {
      const offset = next.get(partition);
      if (offset === undefined || paused.has(partition)) consumer.pause(placeOf(partition));
      if (offset !== undefined) consumer.seek({ topic: name, partition, offset: offset.toString() });
    }
  }

  const subscription = await keepConsuming({
    ...{ kafka, log, awaitClose, groupId, topics: [name], fromBeginning: true, isMostlyIdle: true },
    onRunning(consumer) {
      // kafkajs hands over no batch in which all was filtered out, and tells of it here alone.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
        // Also of a batch that was not handled.
        if (isOver) return;
        const read = BigInt(lastOffset) + 1n;
        if (read > (next.get(partition) ?? read)) next.set(partition, read);
        onRead?.(partition, next.get(partition) ?? read);
      });
      running = consumer;
      consumer.on(consumer.events.GROUP_JOIN, () => place(consumer));
      place(consumer);
    },
    onCrash(error) {
      const cause = unreadableBy(error);
      if (isOver || !cause) return;
      isOver = true;
      onEnd?.(unreadable(topic, cause));
    },
    async onBatch({ batch }) {
      const { partition } = batch;
      const start = next.get(partition);
      // Until the position is set, the first batch may be from elsewhere.
      if (start === undefined || isOver) return;
      if (BigInt(batch.lastOffset()) < start) {
        onBehind?.(partition);
        return;
      }
      const events = batch.messages.flatMap((message) =>
        BigInt(message.offset) < start ? [] : [asEvent(partition, message)],
      );
      try {
        if (events.length > 0) await handle(events);
        next.set(partition, BigInt(batch.lastOffset()) + 1n);
      } catch (error) {
        isOver = true;
        onEnd?.(error);
      }
    },
  });
  return {
    pause(partition) {
      paused.add(partition);
      running?.pause(placeOf(partition));
    },
    resume(partition) {
      if (!paused.delete(partition)) return;
      const offset = next.get(partition);
      if (offset !== undefined) running?.seek({ topic: name, partition, offset: offset.toString() });
      running?.resume(placeOf(partition));
    },
    async close() {
      await subscription.close();
      await awaitClose(deleteGroup(kafka, groupId));
    },
  };
}

/**
 * What kafkajs trips over in what it reads, which it would for ever. What has to do with connections and groups has names of its
 * own. It says of the last of several tries how many they were, and has what went wrong as the cause.
 */
function unreadableBy(error: Error): Error | undefined {
  const { name, cause } = error;
  if (name === "KafkaJSNumberOfRetriesExceeded") return cause instanceof Error ? unreadableBy(cause) : undefined;
  const isOfEvents = name === "KafkaJSNotImplemented" || name === "KafkaJSUnsupportedMagicByteInMessageSet";
  return isOfEvents || !name.startsWith("KafkaJS") ? error : undefined;
}

function unreadable({ name }: TopicRow, cause: Error): PatchbayError {
  const what = `Events of the topic “${name}” cannot be read: ${cause.message.slice(0, 300).replace(/\.?$/, ".")}`;
  const how = "If this stays, a program has written them in a form that is not Kafka's; the worker's log says more.";
  return new PatchbayError("unavailable", `${what} ${how}`, { cause });
}

async function deleteGroup(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteGroups([groupId]).catch(() => {});
  await admin.disconnect();
}

function asEvent(partition: number, { offset, key, value, headers = {}, timestamp }: KafkaMessage): SentEvent {
  const all = headersOf(headers);
  const effect = all.find(({ name }) => name === effectHeader)?.value;
  return {
    ...{ partition, offset: BigInt(offset), key, value, timestamp: timeOf(timestamp) },
    headers: all.filter(({ name }) => name !== effectHeader),
    effect: effect ? Buffer.from(effect).toString() : undefined,
  };
}

/** Programs that count in nanoseconds write times that no Date has, or whose year has more than four digits. */
const lastTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function timeOf(timestamp: string): number {
  return Math.min(Number(timestamp), lastTime);
}

/** kafkajs gathers repeated names on an ordinary object, so that “constructor” and the like begin with what all objects inherit. */
function headersOf(headers: IHeaders): Header[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
      if (one === undefined || one === null) return { name, value: null };
      return one instanceof Uint8Array || typeof one === "string" ? { name, value: Buffer.from(one) } : [];
    }),
  );
}
