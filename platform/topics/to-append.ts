/** What is published, checked, with the partition that it goes to. */
import { PatchbayError } from "../../lib/errors.ts";
import { type Header, topicLimits } from "../../lib/topics/topic.ts";
import { partitionForKey } from "./murmur2.ts";
import type { EffectKey, NewEvent, TopicRow } from "./topic-log.ts";

/** As Kafka does (message.timestamp.after.max.ms). */
const mostAheadMs = 3_600_000;

export type PublishedEvent = {
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: readonly Header[];
  /** Without one, Kafka's way: by the key, and all keyless events of a call to one partition. */
  partition?: number | undefined;
  timestamp?: number | undefined;
  effect?: EffectKey | undefined;
};

/** Throws `too_large`, and `bad_input` for what Kafka does not take. */
export function toAppend(topic: TopicRow, events: readonly PublishedEvent[]): NewEvent[] {
  const keyless = Math.floor(Math.random() * topic.partitions);
  return events.map((event) => checked(topic, event, keyless));
}

function checked(topic: TopicRow, event: PublishedEvent, keyless: number): NewEvent {
  const { key, value, headers, timestamp, effect } = event;
  if (headers.length > topicLimits.headers) {
    const words = `The event has ${headers.length} headers; an event may have ${topicLimits.headers}. Put them into its value.`;
    throw new PatchbayError("bad_input", words);
  }
  const headerBytes = headers.map((header) => header.name.length + (header.value?.length ?? 0));
  const bytes = (key?.length ?? 0) + (value?.length ?? 0) + headerBytes.reduce((sum, size) => sum + size, 0);
  if (bytes > topicLimits.eventBytes) {
    const words = `The event has ${bytes} bytes; an event may have ${topicLimits.eventBytes}. Publish less, or a reference to it.`;
    throw new PatchbayError("too_large", words);
  }
  const partition = event.partition ?? (key ? partitionForKey(key, topic.partitions) : keyless);
  if (partition >= topic.partitions) {
    const words = `The topic “${topic.name}” has the partitions 0 to ${topic.partitions - 1}; there is no ${partition}.`;
    throw new PatchbayError("not_found", words);
  }
  demandTime(timestamp);
  return { topic, partition, key, value, headers, timestamp, effect };
}

function demandTime(timestamp: number | undefined): void {
  if (timestamp === undefined || (timestamp >= 0 && timestamp <= Date.now() + mostAheadMs)) return;
  const when = timestamp < 0 ? "before 1970" : "more than an hour from now";
  throw new PatchbayError("bad_input", `The time of the event is ${when}, which Kafka does not take.`);
}
