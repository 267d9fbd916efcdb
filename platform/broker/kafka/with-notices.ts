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
      const added = topics
        .filter((topic) => noticed.includes(topic))
        .map((topic) => listener.add({ topic, onPayload: deliverInOrder({ topic, pool, handle: fromPostgres, log }) }));
      const opening = kafka.listen({ topics, handle });
      const opened = await Promise.allSettled([opening, ...added]);
      const close = async () => {
        for (const stop of added) void stop.then((stopped) => stopped()).catch(() => {});
        await opening.then((subscription) => subscription.close()).catch(() => {});
      };
      // Half a listener would go on delivering to a caller that was told that it has none.
      const failed = opened.find((one) => one.status === "rejected");
      if (!failed) return { close };
      await close();
      throw failed.reason;
    },
    async close() {
      await Promise.all([listener.close(), kafka.close()]);
    },
  };
}
