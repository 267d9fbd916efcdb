import type { IHeaders, Kafka, KafkaMessage } from "kafkajs";
import type { Header } from "../../../lib/topics/topic.ts";
import { keepConsuming } from "../../broker/kafka/kafka-consumer.ts";
import type { BrokerLog } from "../../broker/log.ts";
import { newId } from "../../ids.ts";
import type { Follow, TopicEvent } from "../topic-log.ts";
import { effectHeader, kafkaTopicOf } from "./kafka-names.ts";

type Deps = { kafka: Kafka; log: BrokerLog };
/** An event as readers get it, and the effect that it came of. */
export type SentEvent = TopicEvent & { effect: string | undefined };
export type FollowSent = Omit<Follow, "handle"> & {
  handle(events: readonly SentEvent[]): Promise<void>;
  /** How far a partition was read: also over what is no event, such as control records and what was aborted. */
  onRead?(partition: number, next: bigint): void;
};

/** Committed events alone, in a group of its own that keeps no position. */
export async function followKafka({ kafka, log }: Deps, { topic, from, handle, onRead, onEnd }: FollowSent) {
  const name = kafkaTopicOf(topic);
  const groupId = `patchbay.follow.${newId()}`;
  const next = new Map(from);
  let isOver = false;
  const subscription = await keepConsuming({
    ...{ kafka, log, groupId, topics: [name], fromBeginning: true },
    onRunning(consumer) {
      // kafkajs hands over no batch in which all was filtered out, and tells of it here alone.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
        const read = BigInt(lastOffset) + 1n;
        if (read > (next.get(partition) ?? read)) next.set(partition, read);
        onRead?.(partition, next.get(partition) ?? read);
      });
      for (const [partition, offset] of next) consumer.seek({ topic: name, partition, offset: offset.toString() });
    },
    async onBatch({ batch }) {
      const { partition } = batch;
      const start = next.get(partition);
      // Until the position is set, the first batch may be from elsewhere.
      if (start === undefined || isOver || BigInt(batch.lastOffset()) < start) return;
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
    async close() {
      await subscription.close();
      const admin = kafka.admin();
      await admin.connect();
      await admin.deleteGroups([groupId]).catch(() => {});
      await admin.disconnect();
    },
  };
}

function asEvent(partition: number, { offset, key, value, headers = {}, timestamp }: KafkaMessage): SentEvent {
  const all = headersOf(headers);
  const effect = all.find(({ name }) => name === effectHeader)?.value;
  return {
    ...{ partition, offset: BigInt(offset), key, value, timestamp: Number(timestamp) },
    headers: all.filter(({ name }) => name !== effectHeader),
    effect: effect ? Buffer.from(effect).toString() : undefined,
  };
}

function headersOf(headers: IHeaders): Header[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => ({
      name,
      value: one === undefined || one === null ? null : Buffer.from(one),
    })),
  );
}
