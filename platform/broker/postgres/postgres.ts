/** The broker that needs nothing but the database: a log in a table, NOTIFY as the wake-up. */
import type pg from "pg";
import { broadcastTopics, topics as ownTopics } from "../../../lib/messages.ts";
import { makeBatcher } from "../../database/batch.ts";
import { jsonText } from "../../database/json-text.ts";
import type { Broker, BrokerMessage, Subscription } from "../broker.ts";
import { openEnvelope } from "../envelope.ts";
import { type BrokerLog, silentLog } from "../log.ts";
import { joinAsMember } from "./postgres-group.ts";
import { channelOf, makeListener } from "./postgres-listener.ts";
import { deliverInOrder, maxPayload, noticeFrameOf } from "./postgres-notices.ts";
import { notify, publishLogged, trim } from "./postgres-sql.ts";

const trimMs = 15_000;

/** Wake-ups go by NOTIFY alone as well: the rows in the queue are their log, and the sweep finds what was not received. */
const unlogged: readonly string[] = [...broadcastTopics, ownTopics.runs];

export function openPostgresBroker({ pool, log = silentLog }: { pool: pg.Pool; log?: BrokerLog }): Broker {
  const config: pg.ClientConfig = { ...pool.options };
  const listener = makeListener(config, log);
  const subscriptions = new Set<Subscription>();
  let serial = 0;

  const send = makeBatcher<readonly BrokerMessage[], null>({
    max: 200,
    async run(asked) {
      const messages = asked.flat();
      const { small, large } = sortBySize(messages, () => serial++);
      const logged = messages.filter((message) => !unlogged.includes(message.topic) || large.has(message));
      const notifyParams = [small.map(({ channel }) => channel), small.map(({ payload }) => payload)];
      if (logged.length === 0) {
        await pool.query({ ...notify, values: notifyParams });
        return asked.map(() => null);
      }
      const { rows } = await pool.query<{ ids: string[] }>({
        ...publishLogged,
        values: [jsonText(logged), ...notifyParams],
      });
      const ids = logged.flatMap((message, index) =>
        large.has(message) ? [[message.topic, rows[0]?.ids[index]]] : [],
      );
      if (ids.length > 0) {
        const channels = ids.map(([topic = ""]) => channelOf(topic));
        const payloads = ids.map(([, id]) => JSON.stringify({ n: serial++, ids: [id] }));
        await pool.query({ ...notify, values: [channels, payloads] });
      }
      return asked.map(() => null);
    },
  });

  async function publish(messages: readonly BrokerMessage[]): Promise<void> {
    if (messages.length > 0) await send(messages);
  }

  const trimmer = setInterval(() => {
    pool.query({ ...trim, values: [ownTopics.dlq] }).catch((error) => log.debug({ err: error }, "trimming failed"));
  }, trimMs).unref();

  return {
    driver: "postgres",
    envelope: openEnvelope,
    publish,
    notices(messages) {
      if (messages.some(({ topic }) => !unlogged.includes(topic))) return undefined;
      const { small, large } = sortBySize(messages, () => serial++);
      if (large.size > 0) return undefined;
      return { channels: small.map(({ channel }) => channel), payloads: small.map(({ payload }) => payload) };
    },
    noticeFrame: noticeFrameOf,
    async subscribe({ topics, group, handle }) {
      const deadLetter = (message: BrokerMessage) => publish([message]);
      const subscription = await joinAsMember({ config, pool, listener, log, topics, group, handle, deadLetter });
      subscriptions.add(subscription);
      return subscription;
    },
    async listen({ topics, handle }) {
      const stops = await Promise.all(
        topics.map((topic) => listener.add({ topic, onPayload: deliverInOrder({ topic, pool, handle, log }) })),
      );
      return { close: async () => stops.forEach((stop) => void stop()) };
    },
    async ping() {
      await pool.query("SELECT 1");
    },
    async close() {
      clearInterval(trimmer);
      await Promise.all([...subscriptions].map((subscription) => subscription.close()));
      await listener.close();
    },
  };
}

type Notice = { channel: string; payload: string };

/** Packs messages into NOTIFY payloads, topic by topic and in order; a message too large for one goes by its id. */
function sortBySize(messages: readonly BrokerMessage[], nextSerial: () => number) {
  const large = new Set<BrokerMessage>();
  const small: Notice[] = [];
  for (const [topic, all] of Map.groupBy(messages, (message) => message.topic)) {
    let chunk: string[] = [];
    let bytes = 0;
    // Postgres drops a NOTIFY that equals another of the same transaction; the serial number keeps them apart.
    const flush = () => {
      if (chunk.length === 0) return;
      small.push({ channel: channelOf(topic), payload: `{"n":${nextSerial()},"messages":[${chunk.join(",")}]}` });
      chunk = [];
      bytes = 0;
    };
    for (const message of all) {
      const text = jsonText([message.key, message.value]);
      const size = Buffer.byteLength(text) + 1;
      if (size > maxPayload) {
        large.add(message);
        continue;
      }
      if (bytes + size > maxPayload) flush();
      chunk.push(text);
      bytes += size;
    }
    flush();
  }
  return { small, large };
}
