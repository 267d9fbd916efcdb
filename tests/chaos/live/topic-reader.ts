/** Reads a topic past everything of Patchbay's, by a client of Kafka or by SQL: what is in it, and when it was seen. */
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka, logLevel } from "kafkajs";
import type pg from "pg";
import { mendKafkajs } from "../../../platform/broker/kafka/kafkajs-fixes.ts";

export type SeenEvent = { partition: number; offset: number; key: string; value: unknown; at: number };
export type TopicReader = AsyncDisposable & { seen(): SeenEvent[] };
export type ReadTopic = { id: string; kafkaTopic: string | null };

/** Milliseconds since 1970 with a fraction. */
export const wallClock = () => performance.timeOrigin + performance.now();

export async function openReader(
  { brokers, pool }: { brokers: readonly string[]; pool: pg.Pool },
  { id, kafkaTopic }: ReadTopic,
): Promise<TopicReader> {
  // A reader that joins anew may be given an event once more: its place tells it.
  const seen = new Map<string, SeenEvent>();
  function see(partition: number, offset: number, event: { key: Buffer | null; value: Buffer | null }): void {
    const place = `${partition}/${offset}`;
    if (seen.has(place)) return;
    const [key, text] = [String(event.key ?? ""), String(event.value ?? "null")];
    seen.set(place, { partition, offset, key, value: JSON.parse(text), at: wallClock() });
  }
  const close = kafkaTopic === null ? readRows(pool, id, see) : await readKafka(brokers, kafkaTopic, see);
  return { seen: () => [...seen.values()], [Symbol.asyncDispose]: close };
}

type See = (partition: number, offset: number, event: { key: Buffer | null; value: Buffer | null }) => void;

/** Committed events alone. */
async function readKafka(brokers: readonly string[], topic: string, see: See): Promise<() => Promise<void>> {
  mendKafkajs();
  const kafka = new Kafka({ brokers: [...brokers], clientId: "proof-reader", logLevel: logLevel.NOTHING });
  const settings = { maxWaitTimeInMs: 20, minBytes: 1, sessionTimeout: 10_000, heartbeatInterval: 1000 };
  const retry = { retries: 1000, maxRetryTime: 1000, restartOnFailure: async () => true };
  const consumer = kafka.consumer({ ...settings, groupId: `proof-${topic}-${process.pid}`, retry });
  const joined = Promise.withResolvers<void>();
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve());
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    async eachBatch({ batch }) {
      for (const { offset, key, value } of batch.messages) see(batch.partition, Number(offset), { key, value });
    },
  });
  await joined.promise;
  return () => consumer.disconnect();
}

const lookMs = 20;

function readRows(pool: pg.Pool, topicId: string, see: See): () => Promise<void> {
  const stopped = new AbortController();
  // Who appends holds the partition until the commit, so no offset becomes visible behind a later one.
  const next = new Map<number, number>();
  // A join over a range of offsets is planned as a scan of the whole table, which takes a core as the topic grows.
  const text = `SELECT e.partition, e."offset"::int, e.key, e.value FROM "TopicPartition" p
    LEFT JOIN unnest($2::int[], $3::int[]) AS n(partition, "offset") USING (partition)
    CROSS JOIN LATERAL (
      SELECT * FROM "TopicEvent" e
      WHERE e."topicId" = p."topicId" AND e.partition = p.partition AND e."offset" >= coalesce(n."offset", 0)
      ORDER BY e."offset" LIMIT 5000
    ) e
    WHERE p."topicId" = $1 ORDER BY e.partition, e."offset"`;
  type Row = { partition: number; offset: number; key: Buffer | null; value: Buffer | null };
  const ended = (async () => {
    while (!stopped.signal.aborted) {
      // The database may be away: that is among the faults.
      const found = await pool.query<Row>(text, [topicId, [...next.keys()], [...next.values()]]).catch(() => undefined);
      for (const { partition, offset, ...event } of found?.rows ?? []) {
        next.set(partition, offset + 1);
        see(partition, offset, event);
      }
      await sleep(lookMs);
    }
  })();
  return async () => {
    stopped.abort();
    await ended;
  };
}
