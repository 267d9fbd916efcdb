/** Topics of workspaces: which there are, and what is published to them. Their events are in a TopicLog. */
import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { type Header, topicLimits } from "../../lib/topics/topic.ts";
import { jsonText } from "../database/json-text.ts";
import { newId } from "../ids.ts";
import type { Clusters } from "./clusters/clusters.ts";
import { kafkaTopicOf } from "./kafka/kafka-names.ts";
import { partitionForKey } from "./murmur2.ts";
import { readLast } from "./read-last.ts";
import { readPlaces } from "./read-places.ts";
import * as statements from "./sql/statements.ts";
import type { EffectKey, EventPlace, NewEvent, PartitionEnds, TopicEvent, TopicLog, TopicRow } from "./topic-log.ts";

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

/** An idempotency key, and what is asked for under it. */
export type KeyedRequest = { id: string; digest: string };

type TopicSettings = Pick<TopicRow, "name" | "partitions" | "retentionHours">;
export type ListedTopic = TopicRow & { createdAt: Date };

export type Topics = {
  readonly driver: TopicLog["driver"];
  list(workspaceId: string): Promise<ListedTopic[]>;
  /** Throws `conflict` when there is one of this name. */
  create(workspaceId: string, settings: TopicSettings): Promise<ListedTopic>;
  delete(workspaceId: string, name: string): Promise<void>;
  /** Throws `not_found`. */
  find(workspaceId: string, name: string): Promise<ListedTopic>;
  /** What a topic is called in Kafka; null where Postgres keeps its events. */
  kafkaNameOf(topic: Pick<TopicRow, "workspaceId" | "name">): string | null;
  /** Resolves when the events are durable, with their places, in order. */
  publish(workspaceId: string, name: string, events: readonly PublishedEvent[]): Promise<EventPlace[]>;
  /** Throws `conflict` when another request had the idempotency key of this one. */
  publishTo(topic: TopicRow, events: readonly PublishedEvent[], request?: KeyedRequest): Promise<EventPlace[]>;
  ends(topic: TopicRow): Promise<PartitionEnds[]>;
  /** Partitions were added to it in Kafka. */
  grow(topic: TopicRow, partitions: number): Promise<void>;
  last(topic: TopicRow, count: number): Promise<TopicEvent[]>;
  /** The events at these places, as far as they are still kept. */
  at(topic: TopicRow, places: readonly EventPlace[]): Promise<readonly TopicEvent[]>;
  readonly log: TopicLog;
  /** Kafkas of the workspaces' own, whose topics are not among these. */
  readonly clusters: Clusters;
  close(): Promise<void>;
};

export function makeTopics(pool: pg.Pool, log: TopicLog, clusters: Clusters): Topics {
  async function find(workspaceId: string, name: string): Promise<ListedTopic> {
    const { rows } = await pool.query<ListedTopic>(statements.findTopic({ workspaceId, name }));
    return rows[0] ?? notFound(name);
  }
  async function publishTo(
    topic: TopicRow,
    events: readonly PublishedEvent[],
    request?: KeyedRequest,
  ): Promise<EventPlace[]> {
    const keyless = Math.floor(Math.random() * topic.partitions);
    const checked = events.map((event) => toAppend(topic, event, keyless));
    if (request) await demandSameRequest(pool, request);
    return await log.append(checked);
  }
  return {
    driver: log.driver,
    log,
    clusters,
    kafkaNameOf: (topic) => (log.driver === "kafka" ? kafkaTopicOf(topic) : null),
    find,
    async list(workspaceId) {
      return (await pool.query<ListedTopic>(statements.listTopics({ workspaceId }))).rows;
    },
    async create(workspaceId, settings) {
      const topic = { ...settings, id: newId(), workspaceId };
      const { rows: same } = await pool.query<ListedTopic>(statements.findTopic({ workspaceId, name: settings.name }));
      if (same.length > 0) throw taken(settings.name);
      await log.create(topic);
      const { rows } = await pool.query<ListedTopic>(statements.insertTopic(topic));
      if (!rows[0]) throw taken(settings.name);
      return rows[0];
    },
    async delete(workspaceId, name) {
      const topic = await find(workspaceId, name);
      await log.delete(topic);
      await pool.query(statements.deleteTopic({ id: topic.id }));
    },
    publishTo,
    publish: async (workspaceId, name, events) => publishTo(await find(workspaceId, name), events),
    ends: (topic) => log.ends(topic),
    async grow({ id, foreignName }, partitions) {
      if (foreignName === undefined) await pool.query(statements.growTopic({ id, partitions }));
    },
    last: (topic, count) => readLast(log, topic, count),
    at: (topic, places) => readPlaces(log, topic, places),
    async close() {
      await Promise.all([log.close(), clusters.close()]);
    },
  };
}

async function demandSameRequest(pool: pg.Pool, { id, digest }: KeyedRequest): Promise<void> {
  const query = statements.claimRequest({ id, request: jsonText({ digest }) });
  const { rows } = await pool.query<{ digest: string }>(query);
  if (rows[0]?.digest === digest) return;
  const words = "Another request with this Idempotency-Key published other events. Use a new key for new events.";
  throw new PatchbayError("conflict", words);
}

/** Throws `too_large`, and `bad_input` for what Kafka does not take. */
function toAppend(topic: TopicRow, event: PublishedEvent, keyless: number): NewEvent {
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

function notFound(name: string): never {
  const words = `There is no topic “${name}”. Create it on the page Topics, or with POST /api/v1/topics.`;
  throw new PatchbayError("not_found", words);
}

function taken(name: string): PatchbayError {
  return new PatchbayError("conflict", `There is already a topic “${name}”. Choose another name.`);
}
