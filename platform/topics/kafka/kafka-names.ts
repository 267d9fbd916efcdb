import type { TopicRow } from "../topic-log.ts";

/**
 * What a topic is called in Kafka. Workspaces share the cluster, so each has names of its own; the platform's topics are
 * called patchbay.runs and the like (lib/messages.ts), and none of them begins like this.
 */
export function kafkaTopicOf(topic: Pick<TopicRow, "workspaceId" | "name" | "foreignName">): string {
  const { workspaceId, name, foreignName } = topic;
  return foreignName ?? `patchbay.topic.${workspaceId}.${name}`;
}

/** The header by which an event is found that may have been sent before. It is not shown to readers. */
export const effectHeader = "patchbay-effect";
