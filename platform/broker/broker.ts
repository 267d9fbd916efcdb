import type { Json } from "../../lib/values/json.ts";
import type { Envelope } from "./envelope.ts";

/** A message as it was sent. Messages with one key arrive in the order they were sent. */
export type BrokerMessage = { topic: string; key: string; value: Json };

/**
 * One interface, two drivers (kafka.ts, postgres.ts), one conformance suite. The broker only says where to look:
 * what it loses is found by the sweep, and what it repeats is harmless because the database decides.
 */
export type Broker = {
  readonly driver: "kafka" | "postgres";
  /** In what values of users go over it; without one they do not. */
  readonly envelope?: Envelope;
  /** Resolves when the broker has the messages. */
  publish(messages: readonly BrokerMessage[]): Promise<void>;
  /**
   * Only where the broker is the database: what a statement must pg_notify to send these messages with its own commit, if
   * they go by NOTIFY alone. Undefined when they do not, and have to be published.
   */
  notices?(messages: readonly BrokerMessage[]): Notices | undefined;
  /**
   * What a statement that makes a message by itself must pg_notify to send it with its own commit. Kafka has it for what
   * Postgres carries beside it (kafka/with-notices.ts).
   */
  noticeFrame?(topic: string): NoticeFrame | undefined;
  /**
   * Each message goes to one member of the group, in batches, keyed order kept. The position is committed after `handle`
   * resolves. When `handle` rejects, its messages are tried one by one; a message that fails alone, four times, goes to the
   * dead-letter topic and those behind it run.
   */
  subscribe(options: { topics: readonly string[]; group: string; handle: Handle }): Promise<Subscription>;
  /** Every listener of every process receives every message sent after this resolves. Nothing is kept for those that are not connected. */
  listen(options: { topics: readonly string[]; handle: HandleBroadcast }): Promise<Subscription>;
  /** Round trip to the broker; rejects when it cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** Two lists of one length, for `unnest($1::text[], $2::text[])`. */
export type Notices = { channels: string[]; payloads: string[] };

/** What to pg_notify on `channel`: the value, as JSON, between these two. In all less than `most` bytes. */
export type NoticeFrame = { channel: string; before: string; after: string; most: number };

/** `envelope` when these messages did not come in the broker's own. */
type HandleBroadcast = (messages: readonly BrokerMessage[], envelope?: Envelope) => void;
export type Handle = (messages: readonly BrokerMessage[]) => Promise<void>;
export type Subscription = { close(): Promise<void> };
