/** A Kafka of a workspace's own, as its credential names it. What it is asked for goes under the rules for private hosts. */
import type pg from "pg";
import { PatchbayError } from "../../../lib/errors.ts";
import { makeGuardedSockets } from "../../broker/kafka/guarded-sockets.ts";
import { readKafkaCredential } from "../../broker/kafka/kafka-credential.ts";
import type { BrokerLog } from "../../broker/log.ts";
import type { Fetch, GuardOptions } from "../../guarded-fetch.ts";
import { type KafkaLog, openKafkaLog } from "../kafka/kafka-log.ts";
import { type PublishedEvent, toAppend } from "../to-append.ts";
import type { EventPlace, Follower, TopicLog, TopicRow } from "../topic-log.ts";
import { asClusterError } from "./cluster-errors.ts";
import { makePlainProducer } from "./plain-producer.ts";

export type ClusterOptions = {
  guard: GuardOptions;
  fetch: Fetch;
  pool: pg.Pool;
  clientId: string;
  log: BrokerLog;
};
export type ClusterCredential = { baseUrl: string; secret: string };

export type Cluster = {
  log: TopicLog;
  /** Throws `not_found`. Its id names cluster and topic, by whichever credential they are reached. */
  topic(workspaceId: string, name: string): Promise<TopicRow>;
  /** The names of all topics that the credential may see, without Kafka's own. */
  list(): Promise<string[]>;
  /** Where a group stands in a topic; of a partition that it has never read, nothing. */
  committed(topic: TopicRow, group: string): Promise<EventPlace[]>;
  /**
   * An event with an effect is published once, in a transaction. One without has no transaction, and it may end in doubt. Throws
   * `forbidden` for a missing ACL.
   */
  publish(topic: TopicRow, event: PublishedEvent): Promise<EventPlace>;
  close(): Promise<void>;
};

export function openCluster(credential: ClusterCredential, options: ClusterOptions & { retries?: number }): Cluster {
  const { guard, ...client } = options;
  const { brokers, security } = readKafkaCredential(credential);
  const { socketFactory, refusal } = makeGuardedSockets(guard);
  const asError = (thrown: unknown) => asClusterError(thrown, { brokers, security, refusal });
  const log = openKafkaLog({ ...client, brokers, security, socketFactory, asError });
  const plain = makePlainProducer(log.kafka, asError);
  let clusterId: string | undefined;

  async function ask<T>(work: (admin: Awaited<ReturnType<KafkaLog["admin"]>>) => Promise<T>): Promise<T> {
    try {
      return await work(await log.admin());
    } catch (thrown) {
      throw asError(thrown);
    }
  }

  const followers = new Set<(error: PatchbayError) => void>();
  const kept: TopicLog = {
    ...log,
    async follow(asked) {
      let isOver = false;
      const end = (error: PatchbayError) => {
        if (!isOver) asked.onEnd?.(error);
      };
      const follower = await log.follow(asked);
      followers.add(end);
      return {
        ...follower,
        async close() {
          isOver = true;
          followers.delete(end);
          await follower.close();
        },
      } satisfies Follower;
    },
  };

  return {
    log: kept,
    async topic(workspaceId, name) {
      return await ask(async (admin) => {
        clusterId ??= (await admin.describeCluster()).clusterId;
        const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
        const partitions = topics.find((one) => one.name === name)?.partitions.length ?? 0;
        const row = { workspaceId, name, foreignName: name, partitions, retentionHours: null };
        return { ...row, id: `kafka/${clusterId}/${name}` };
      });
    },
    list: () => ask(async (admin) => (await admin.listTopics()).filter((name) => !name.startsWith("__")).sort()),
    committed: ({ name }, groupId) =>
      ask(async (admin) => {
        const [found] = await admin.fetchOffsets({ groupId, topics: [name] });
        return (found?.partitions ?? []).flatMap(({ partition, offset }) =>
          Number(offset) < 0 ? [] : [{ partition, offset: BigInt(offset) }],
        );
      }),
    async publish(topic, published) {
      const [event] = toAppend(topic, [published]);
      if (!event) throw new Error("nothing was published");
      if (!event.effect) return await plain.send(event);
      const [place] = await log.append([event]);
      if (!place) throw new Error("an event was published and has no place");
      return place;
    },
    async close() {
      const changed = "The cluster's credential was changed. Its events are read again in a moment.";
      for (const end of [...followers]) end(new PatchbayError("unavailable", changed));
      await Promise.all([plain.close(), log.close()]);
    },
  };
}
