/**
 * Where the events of users' topics are. One interface, two drivers (postgres/, kafka/), one conformance suite
 * (tests/topics/conformance.ts). The platform's own messages go over the broker (platform/broker) and never here.
 */
import type { PatchbayError } from "../../lib/errors.ts";
import type { Header } from "../../lib/topics/topic.ts";

export type TopicRow = {
  id: string;
  workspaceId: string;
  name: string;
  partitions: number;
  /** Null: events are kept for ever. */
  retentionHours: number | null;
  /** Of a topic in a cluster of the workspace's own, its name there. Patchbay neither makes nor deletes it. */
  foreignName?: string;
};

/** Appended once for each effect, whichever process tries and however often. */
export type EffectKey = { id: string; runId: string | undefined };

export type NewEvent = {
  topic: TopicRow;
  partition: number;
  key: Uint8Array | null;
  /** Null is a tombstone. */
  value: Uint8Array | null;
  headers: readonly Header[];
  /** Milliseconds since 1970; now when there is none. */
  timestamp: number | undefined;
  effect: EffectKey | undefined;
};

export type EventPlace = { partition: number; offset: bigint };
export type TopicEvent = EventPlace & {
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: readonly Header[];
  timestamp: number;
};

/** Of a partition: the offset of the oldest event that is kept, and of the one that comes next. */
export type PartitionEnds = { partition: number; first: bigint; next: bigint };

export type Follow = {
  topic: TopicRow;
  /** The offset to begin with in each partition; a partition that is not named is not read. */
  from: ReadonlyMap<number, bigint>;
  /** Events in the order of their offsets in each partition. Nothing more is read until it resolves. */
  handle(events: readonly TopicEvent[]): Promise<void>;
  /** Of Kafka: what the name of the group begins with that reads. */
  group?: string;
  /** How far a partition was read: over Kafka also past what is no event, such as control records and aborted events. */
  onRead?(partition: number, next: bigint): void;
  /** Over Kafka: what was read of a partition is before the place that it is at, as of a topic that was made anew. */
  onBehind?(partition: number): void;
  /** It cannot go on: `handle` or the log has thrown. Until then, what passes is retried. */
  onEnd?(error: unknown): void;
};

export type Follower = {
  /** Nothing more is read of the partition, but for what is on its way already. */
  pause(partition: number): void;
  /** Goes on with the next event. */
  resume(partition: number): void;
  close(): Promise<void>;
};

export type TopicLog = {
  readonly driver: "kafka" | "postgres";
  /** Idempotent. The row is made by the caller. */
  create(topic: TopicRow): Promise<void>;
  delete(topic: TopicRow): Promise<void>;
  /**
   * Resolves when the events are durable, with their places, in order. Events of one call that go to one partition stay in
   * order. Throws `not_found` when a topic is gone, `too_large`, `unavailable`.
   */
  append(events: readonly NewEvent[]): Promise<EventPlace[]>;
  ends(topic: TopicRow): Promise<PartitionEnds[]>;
  /** How many partitions it has now, where others may add some. */
  partitions?(topic: TopicRow): Promise<number>;
  /** In each partition, an offset with or behind which the first event of that time or later is; the next one when there is none. */
  offsetsAt(topic: TopicRow, timestamp: number): Promise<EventPlace[]>;
  /** What it says, and what to do, when it does not answer; of one that can be away by itself. */
  away?(): Promise<PatchbayError>;
  /** What is there and what comes, until it is closed. */
  follow(options: Follow): Promise<Follower>;
  close(): Promise<void>;
};
