/** What Kafka says of topics: where they end, where a time is in them, how many partitions they have. */
import type { Admin, Kafka } from "kafkajs";
import { retryTransient } from "../../retry/retry-transient.ts";
import type { EventPlace, PartitionEnds, TopicRow } from "../topic-log.ts";
import { kafkaTopicOf } from "./kafka-names.ts";

export type KafkaLookup = {
  /** Connected, and kept. */
  admin(): Promise<Admin>;
  /** kafkajs asks for the last stable offsets: a transaction counts once Kafka has written its marks. */
  ends(topic: TopicRow): Promise<PartitionEnds[]>;
  offsetsAt(topic: TopicRow, timestamp: number): Promise<EventPlace[]>;
  partitions(topic: TopicRow): Promise<number>;
  close(): Promise<void>;
};

export function openKafkaLookup(kafka: Kafka): KafkaLookup {
  let connected: Promise<Admin> | undefined;

  async function admin(): Promise<Admin> {
    const connecting = connected ?? connectAdmin(kafka);
    connected = connecting;
    connecting.catch(() => {
      if (connected === connecting) connected = undefined;
    });
    return await connecting;
  }

  async function close(): Promise<void> {
    const former = connected;
    connected = undefined;
    await former?.then((one) => one.disconnect()).catch(() => {});
  }

  return {
    admin,
    close,
    async ends(topic) {
      const look = async () => (await admin()).fetchTopicOffsets(kafkaTopicOf(topic));
      let found = await retryTransient(() => look().catch(orRetry));
      // kafkajs keeps what it knows of a topic for minutes; a new connection finds the partitions that were added.
      if (found.length < topic.partitions) {
        await close();
        found = await retryTransient(() => look().catch(orRetry));
      }
      const all = found.map(({ partition, low, high }) => ({ partition, first: BigInt(low), next: BigInt(high) }));
      return all.sort((a, b) => a.partition - b.partition);
    },
    async offsetsAt(topic, timestamp) {
      const name = kafkaTopicOf(topic);
      const look = async () => (await admin()).fetchTopicOffsetsByTimestamp(name, timestamp);
      const found = await retryTransient(() => look().catch(orRetry));
      const all = found.map(({ partition, offset }) => ({ partition, offset: BigInt(offset) }));
      return all.sort((a, b) => a.partition - b.partition);
    },
    async partitions(topic) {
      const name = kafkaTopicOf(topic);
      const { topics } = await (await admin()).fetchTopicMetadata({ topics: [name] });
      return topics.find((one) => one.name === name)?.partitions.length ?? topic.partitions;
    },
  };
}

async function connectAdmin(kafka: Kafka): Promise<Admin> {
  const admin = kafka.admin();
  await admin.connect();
  return admin;
}

/**
 * While one connection looks up several topics, kafkajs may forget the leaders of one of them for a moment; it finds no
 * offsets then, and trips over that.
 */
function orRetry(error: unknown): never {
  if (!(error instanceof TypeError)) throw error;
  throw Object.assign(new Error("Kafka's topics were being looked up", { cause: error }), { retriable: true });
}
