import type pg from "pg";
import { topics as ownTopics } from "../../../lib/messages.ts";
import type { Broker } from "../broker.ts";
import { openEnvelope } from "../envelope.ts";
import type { BrokerLog } from "../log.ts";
import { makeListener } from "../postgres/postgres-listener.ts";
import { deliverInOrder, noticeFrameOf } from "../postgres/postgres-notices.ts";

/** What a statement may notify of with its own commit; all else goes over Kafka. */
const noticed: readonly string[] = [ownTopics.events];

/**
 * A Kafka beside which Postgres carries what goes out with a commit: a caller that waits for the end of its run learns of it
 * from the commit that writes it, and not from a message that is published after it, stored, fetched and opened. As with
 * Kafka's own broadcasts, what a listener misses it finds by its poll.
 */
export function withNotices(kafka: Broker, { pool, log }: { pool: pg.Pool; log: BrokerLog }): Broker {
  const listener = makeListener({ ...pool.options }, log);
  return {
    ...kafka,
    noticeFrame: (topic) => (noticed.includes(topic) ? noticeFrameOf(topic) : undefined),
    async listen({ topics, handle }) {
      const fromPostgres = (messages: Parameters<typeof handle>[0]) => handle(messages, openEnvelope);
      const [subscription, ...stops] = await Promise.all([
        kafka.listen({ topics, handle }),
        ...topics
          .filter((topic) => noticed.includes(topic))
          .map((topic) =>
            listener.add({ topic, onPayload: deliverInOrder({ topic, pool, handle: fromPostgres, log }) }),
          ),
      ]);
      return {
        async close() {
          for (const stop of stops) stop();
          await subscription.close();
        },
      };
    },
    async close() {
      await Promise.all([listener.close(), kafka.close()]);
    },
  };
}
