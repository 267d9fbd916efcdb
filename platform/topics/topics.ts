/** Topics of workspaces: which there are, and what is published to them. Their events are in a TopicLog. */
import type pg from "pg";
import { PatchbayError } from "../../lib/errors.ts";
import { jsonText } from "../database/json-text.ts";
import { newId } from "../ids.ts";
import type { Clusters } from "./clusters/clusters.ts";
import { kafkaTopicOf } from "./kafka/kafka-names.ts";
import { readLast } from "./read-last.ts";
import { readPlaces } from "./read-places.ts";
import * as statements from "./sql/statements.ts";
import { type PublishedEvent, toAppend } from "./to-append.ts";
import type { EventPlace, PartitionEnds, TopicEvent, TopicLog, TopicRow } from "./topic-log.ts";

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
    const checked = toAppend(topic, events);
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

function notFound(name: string): never {
  const words = `There is no topic “${name}”. Create it on the page Topics, or with POST /api/v1/topics.`;
  throw new PatchbayError("not_found", words);
}

function taken(name: string): PatchbayError {
  return new PatchbayError("conflict", `There is already a topic “${name}”. Choose another name.`);
}
