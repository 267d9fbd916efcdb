import type { IHeaders, Kafka, Producer, Transaction } from "kafkajs";
import { Partitioners } from "kafkajs";
import { PatchbayError } from "../../../lib/errors.ts";
import { newId } from "../../ids.ts";
import { withTimeout } from "../../retry/with-timeout.ts";
import type { EventPlace, NewEvent } from "../topic-log.ts";
import { effectHeader, kafkaTopicOf } from "./kafka-names.ts";

export type TransactionalProducer = {
  /**
   * By which another process can fence this one off. Kafka knows of it when this resolves: one that it does not know yet would
   * come after the fence, and be let in. It changes after each failure.
   */
  transactionalId(): Promise<string>;
  /** All of them, or none: in one transaction, by the producer of this id. Throws `unavailable` when that is no more. */
  send(events: readonly NewEvent[], transactionalId: string): Promise<EventPlace[]>;
  close(): Promise<void>;
};

/** An abort waits for Kafka no longer than this: it may be away. */
const abortMs = 2000;

/** One transaction at a time; after a failure it begins anew, under another id. */
export function makeTransactionalProducer(kafka: Kafka): TransactionalProducer {
  let id = newTransactionalId();
  let producer: Promise<Producer> | undefined;

  async function drop(): Promise<void> {
    const former = producer;
    producer = undefined;
    id = newTransactionalId();
    await former?.then((one) => one.disconnect()).catch(() => {});
  }

  return {
    async transactionalId() {
      const wanted = id;
      producer ??= openProducer(kafka, wanted);
      await producer.catch(async (error) => {
        if (id === wanted) await drop();
        throw error;
      });
      return wanted;
    },
    async send(events, transactionalId) {
      if (!producer || transactionalId !== id) {
        throw new PatchbayError(
          "unavailable",
          "The connection to Kafka was lost before the event was sent. Try again.",
        );
      }
      try {
        const transaction = await (await producer).transaction();
        const places = await sendAll(transaction, events).catch(async (error: unknown) => {
          // Left open, it would hold up all readers of its partitions until its timeout.
          await withTimeout(transaction.abort(), abortMs);
          throw error;
        });
        await transaction.commit();
        return places;
      } catch (error) {
        await drop();
        throw error;
      }
    },
    close: drop,
  };
}

async function sendAll(transaction: Transaction, events: readonly NewEvent[]): Promise<EventPlace[]> {
  const places: EventPlace[] = [];
  for (const part of splitForKafka(events)) {
    const sent = await transaction.sendBatch({ acks: -1, topicMessages: messagesOf(part) });
    const bases = new Map(sent.map((one) => [`${one.topicName}\n${one.partition}`, one.baseOffset]));
    places.push(...placesOf(part, bases));
  }
  return places;
}

/**
 * Fences a producer off: what it has not committed is aborted, and what it sends from now on is refused. So a reader of
 * the topic after this knows what has come of it.
 */
export async function fenceOff(kafka: Kafka, transactionalId: string): Promise<void> {
  await (await openProducer(kafka, transactionalId)).disconnect();
}

function newTransactionalId(): string {
  return `patchbay.publish.${newId()}`;
}

async function openProducer(kafka: Kafka, transactionalId: string): Promise<Producer> {
  const producer = kafka.producer({
    ...{ transactionalId, idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
    createPartitioner: Partitioners.DefaultPartitioner,
    transactionTimeout: 30_000,
  });
  await producer.connect();
  // kafkajs makes itself known to Kafka with its first transaction.
  await (await producer.transaction()).abort();
  return producer;
}

/** Kafka takes 1,048,588 bytes of a partition at a time, unless its max.message.bytes says otherwise. */
const mostAtOnce = 1_000_000;

/** Parts that Kafka takes, in order. An event that is larger than a part goes alone. */
function splitForKafka(events: readonly NewEvent[]): NewEvent[][] {
  const parts: NewEvent[][] = [];
  let sizes = new Map<string, number>();
  for (const event of events) {
    const place = `${event.topic.id}\n${event.partition}`;
    const size = (sizes.get(place) ?? 0) + sizeOf(event);
    const part = parts.at(-1);
    if (part && (size <= mostAtOnce || !sizes.has(place))) {
      part.push(event);
      sizes.set(place, size);
    } else {
      parts.push([event]);
      sizes = new Map([[place, sizeOf(event)]]);
    }
  }
  return parts;
}

/** At least what it takes in Kafka, with the lengths and the header of its effect. */
function sizeOf({ key, value, headers }: NewEvent): number {
  const bytes = headers.map((header) => Buffer.byteLength(header.name) + (header.value?.length ?? 0) + 10);
  return (key?.length ?? 0) + (value?.length ?? 0) + bytes.reduce((sum, size) => sum + size, 200);
}

export function messagesOf(events: readonly NewEvent[]) {
  return [...Map.groupBy(events, ({ topic }) => kafkaTopicOf(topic))].map(([topic, messages]) => ({
    topic,
    messages: messages.map(({ partition, key, value, headers, timestamp, effect }) => ({
      partition,
      key: asBuffer(key),
      value: asBuffer(value),
      headers: headersOf(headers, effect?.id),
      ...(timestamp === undefined ? {} : { timestamp: String(timestamp) }),
    })),
  }));
}

/** kafkajs cannot send a header that is null; it becomes empty. */
function headersOf(headers: NewEvent["headers"], effect: string | undefined): IHeaders {
  const byName = Map.groupBy(headers, ({ name }) => name);
  const all = [...byName].map(([name, some]): [string, Buffer[]] => [
    name,
    some.map(({ value }) => asBuffer(value) ?? Buffer.alloc(0)),
  ]);
  return Object.fromEntries(effect === undefined ? all : [...all, [effectHeader, [Buffer.from(effect)]]]);
}

/** Kafka answers with the offset of the first event of each partition. */
export function placesOf(events: readonly NewEvent[], bases: ReadonlyMap<string, string | undefined>): EventPlace[] {
  const counts = new Map<string, bigint>();
  return events.map(({ topic, partition }) => {
    const place = `${kafkaTopicOf(topic)}\n${partition}`;
    const base = bases.get(place);
    // What kafkajs knows of a topic is old, and it leaves out what goes to partitions that were added since.
    if (base === undefined) throw new PatchbayError("unavailable", "Kafka has not said where an event is. Try again.");
    const nth = counts.get(place) ?? 0n;
    counts.set(place, nth + 1n);
    return { partition, offset: BigInt(base) + nth };
  });
}

function asBuffer(bytes: Uint8Array | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
