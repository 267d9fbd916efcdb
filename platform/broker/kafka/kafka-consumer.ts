import { setTimeout as sleep } from "node:timers/promises";
import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka } from "kafkajs";
import { retryTransient } from "../../retry/retry-transient.ts";
import { withTimeout } from "../../retry/with-timeout.ts";
import type { Subscription } from "../broker.ts";
import type { BrokerLog } from "../log.ts";
import type { AwaitClose } from "./await-close.ts";

export type ConsumerOptions = {
  kafka: Kafka;
  log: BrokerLog;
  awaitClose: AwaitClose;
  groupId: string;
  topics: readonly string[];
  fromBeginning: boolean;
  /** For one of many that mostly have nothing to do. */
  isMostlyIdle?: boolean;
  onBatch(payload: EachBatchPayload, consumer: Consumer): Promise<void>;
  /** Called whenever a consumer runs, also a rebuilt one. */
  onRunning?(consumer: Consumer): void;
  /** Called when a consumer has crashed. Another one takes its place, unless this is closed. */
  onCrash?(error: Error): void;
  /** Called before a consumer disconnects, with time to commit. */
  onClosing?(consumer: Consumer): Promise<void>;
};

export const sessionTimeout = 10_000;

const settings = {
  // The broker answers a fetch as soon as there is a byte. With a long wait, who closes waits for the one that is on its way.
  maxWaitTimeInMs: 200,
  minBytes: 1,
  sessionTimeout,
  rebalanceTimeout: 15_000,
  heartbeatInterval: 2000,
  allowAutoTopicCreation: false,
  retry: { restartOnFailure: async () => false },
} satisfies Omit<ConsumerConfig, "groupId">;

/** Its group has no other member that would wait for its partitions. */
const idleSettings = { maxWaitTimeInMs: 2000, sessionTimeout: 30_000, heartbeatInterval: 9000 };

/**
 * A consumer that lasts: kafkajs abandons one after a crash that it considers final, so it is dropped and a new one is
 * built, until this is closed. Resolves when the first one runs.
 */
export async function keepConsuming(options: ConsumerOptions): Promise<Subscription> {
  let isClosed = false;
  let current: Consumer | undefined;
  let rebuilding = Promise.resolve();

  async function build(): Promise<void> {
    const mine = options.isMostlyIdle ? idleSettings : {};
    const consumer = options.kafka.consumer({ ...settings, ...mine, groupId: options.groupId });
    const joined = Promise.withResolvers<void>();
    joined.promise.catch(() => {});
    try {
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        joined.reject(payload.error);
        if (isClosed || current !== consumer) return;
        options.log.warn({ err: payload.error }, "a Kafka consumer crashed; building a new one");
        options.onCrash?.(payload.error);
        rebuilding = rebuild(consumer);
      });
      consumer.on(consumer.events.GROUP_JOIN, () => {
        current ??= consumer;
        joined.resolve();
      });
      await consumer.connect();
      await consumer.subscribe({ topics: [...options.topics], fromBeginning: options.fromBeginning });
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: 3,
        eachBatch: (payload) => options.onBatch(payload, consumer),
      });
      // A crash before this is the builder's affair; afterwards the consumer is rebuilt.
      await joined.promise;
      options.onRunning?.(consumer);
    } catch (error) {
      current = undefined;
      await disconnect(consumer);
      throw error;
    }
  }

  async function rebuild(dead: Consumer): Promise<void> {
    current = undefined;
    await disconnect(dead);
    for (let wait = 100; !isClosed; wait = Math.min(wait * 2, 5000)) {
      await sleep(wait);
      try {
        if (!isClosed) await build();
        return;
      } catch (error) {
        options.log.debug({ err: error }, "Kafka is still unavailable");
      }
    }
  }

  await retryTransient(build);
  async function leave(): Promise<void> {
    await withTimeout(rebuilding, 3000);
    if (!current) return;
    if (options.onClosing) await withTimeout(options.onClosing(current), 2000);
    await disconnect(current);
  }
  return {
    async close() {
      isClosed = true;
      await options.awaitClose(leave());
    },
  };
}

/** A consumer whose broker has gone may never finish disconnecting. */
async function disconnect(consumer: Consumer): Promise<void> {
  await withTimeout(consumer.disconnect(), 5000);
}
