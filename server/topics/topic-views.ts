import { readBytes } from "../../lib/topics/topic.ts";
import type { EventView, TopicDetail, TopicView } from "../../lib/views/live/topic-views.ts";
import type { TopicEvent } from "../../platform/topics/topic-log.ts";
import type { ListedTopic, Topics } from "../../platform/topics/topics.ts";

export function asTopicView(
  topics: Topics,
  { name, partitions, retentionHours, createdAt, workspaceId }: ListedTopic,
): TopicView {
  const kafkaTopic = topics.kafkaNameOf({ workspaceId, name });
  return { name, partitions, retentionHours, createdAt: createdAt.toISOString(), kafkaTopic };
}

export async function topicDetail(topics: Topics, workspaceId: string, name: string): Promise<TopicDetail> {
  const topic = await topics.find(workspaceId, name);
  const ends = await topics.ends(topic);
  return {
    ...asTopicView(topics, topic),
    ends: ends.map(({ partition, first, next }) => ({ partition, first: Number(first), next: Number(next) })),
  };
}

export async function lastEvents(
  topics: Topics,
  { workspaceId, name, limit }: { workspaceId: string; name: string; limit: number },
) {
  return (await topics.last(await topics.find(workspaceId, name), limit)).map(asEventView);
}

export function asEventView({ partition, offset, timestamp, key, value, headers }: TopicEvent): EventView {
  const asBytes = (bytes: Uint8Array | null) => (bytes === null ? null : readBytes(bytes));
  return {
    ...{ partition, offset: Number(offset), timestamp: new Date(timestamp).toISOString() },
    ...{ key: asBytes(key), value: asBytes(value) },
    headers: headers.map((header) => ({ name: header.name, value: asBytes(header.value) })),
  };
}
