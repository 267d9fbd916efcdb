import type { Admin } from "kafkajs";
import { broadcastTopics, topics } from "../../../lib/messages.ts";
import { retryTransient } from "../../retry/retry-transient.ts";

const hourMs = 3_600_000;
const partitions: Readonly<Record<string, number>> = { [topics.runs]: 6, [topics.documents]: 3 };

type Topics = Pick<Admin, "listTopics" | "createTopics" | "fetchTopicMetadata">;

/** Creates topics that are missing; existing ones stay as their owner configured them. */
export function makeTopicKeeper(admin: Topics): (names: readonly string[]) => Promise<void> {
  const known = new Map<string, Promise<void>>();

  async function create(topic: string): Promise<void> {
    if ((await admin.listTopics()).includes(topic)) return;
    const short = { name: "retention.ms", value: String(hourMs) };
    await admin.createTopics({
      waitForLeaders: false,
      topics: [
        {
          topic,
          numPartitions: partitions[topic] ?? (broadcastTopics.includes(topic) ? 1 : 3),
          // The cluster's own default.
          replicationFactor: -1,
          // A wake-up that is an hour old is of no use: the sweep found its runs long before.
          configEntries: topic === topics.runs || broadcastTopics.includes(topic) ? [short] : [],
        },
      ],
    });
    // A broker may not know of the topic yet. kafkajs waits for its leader, and not for that.
    await retryTransient(() => admin.fetchTopicMetadata({ topics: [topic] }));
  }

  return async (names) => {
    await Promise.all(
      names.map((topic) => {
        const making = known.get(topic) ?? create(topic);
        known.set(topic, making);
        making.catch(() => known.delete(topic));
        return making;
      }),
    );
  };
}
