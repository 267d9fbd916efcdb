import pg from "pg";
import type { BrokerMessage, Handle, Subscription } from "../broker.ts";
import { handleOrDeadLetter } from "../dead-letters.ts";
import type { BrokerLog } from "../log.ts";
import type { PostgresListener } from "./postgres-listener.ts";
import { joinGroup } from "./postgres-sql.ts";

const batchSize = 500;
/** A NOTIFY wakes a member; this is for what a broken connection made it miss. */
const pollMs = 1000;
const beatMs = 2000;

export type GroupOptions = {
  config: pg.ClientConfig;
  pool: pg.Pool;
  listener: PostgresListener;
  log: BrokerLog;
  topics: readonly string[];
  group: string;
  handle: Handle;
  deadLetter(message: BrokerMessage): Promise<void>;
};

/**
 * A member of a group. The member that locks the group's position of a topic reads what lies behind it, handles it, moves the
 * position and commits; when that member dies, Postgres lets the lock go and the next one begins where it began.
 */
export async function joinAsMember(options: GroupOptions): Promise<Subscription> {
  const { config, listener, log, topics } = options;
  await options.pool.query({ ...joinGroup, values: [topics, options.group] });
  let isClosed = false;
  let isNotified = true;
  let wake: () => void = () => {};
  const notify = () => {
    isNotified = true;
    wake();
  };
  const leave = await Promise.all(
    topics.map((topic) => listener.add({ topic, onPayload: notify, onReconnect: notify })),
  );
  const loop = consume();

  async function consume(): Promise<void> {
    let client: pg.Client | undefined;
    while (!isClosed) {
      try {
        client ??= await connect(config);
        isNotified = false;
        let found = 0;
        for (const topic of topics) if (!isClosed) found += await round(client, topic, options);
        if (found === 0 && !isNotified && !isClosed) await nap(pollMs);
      } catch (error) {
        log.warn({ err: error }, "the broker's group connection failed; retrying");
        void client?.end().catch(() => {});
        client = undefined;
        if (!isClosed) await nap(200);
      }
    }
    await client?.end().catch(() => {});
  }

  function nap(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    async close() {
      isClosed = true;
      for (const stop of leave) stop();
      wake();
      await loop;
    },
  };
}

/** One batch of one topic. Answers how many messages were handled; 0 also when another member is at it. */
async function round(client: pg.Client, topic: string, options: GroupOptions): Promise<number> {
  const { group, handle, deadLetter } = options;
  const batch = await readBatch(client, topic, group);
  const last = batch.at(-1);
  if (!last) {
    await client.query("ROLLBACK");
    return 0;
  }
  // The server ends a session that idles inside a transaction, so a member that hangs does not block its group.
  const beat = setInterval(() => void client.query("SELECT 1").catch(() => {}), beatMs);
  try {
    await handleOrDeadLetter(
      batch.map(({ key, value }) => ({ topic, key, value })),
      handle,
      deadLetter,
    );
  } finally {
    clearInterval(beat);
  }
  const at = `topic = ${client.escapeLiteral(topic)} AND "group" = ${client.escapeLiteral(group)}`;
  await client.query(`UPDATE "BrokerOffset" SET position = ${last.id}, "updatedAt" = now() WHERE ${at}; COMMIT`);
  return batch.length;
}

type Row = { id: string; key: string; value: BrokerMessage["value"] };

/** Begins the transaction, locks the position and reads on from there: one round trip, hence no parameters. */
async function readBatch(client: pg.Client, topic: string, group: string): Promise<Row[]> {
  const named = client.escapeLiteral(topic);
  const results: unknown = await client.query(`
    BEGIN;
    SET LOCAL synchronous_commit = off;
    SET LOCAL idle_in_transaction_session_timeout = '10s';
    WITH owned AS MATERIALIZED (
      SELECT position FROM "BrokerOffset" WHERE topic = ${named} AND "group" = ${client.escapeLiteral(group)}
      FOR UPDATE SKIP LOCKED
    )
    SELECT m.id, m.key, m.value FROM owned, LATERAL (
      SELECT id, key, value FROM "BrokerMessage" WHERE topic = ${named} AND id > owned.position ORDER BY id LIMIT ${batchSize}
    ) m`);
  const last: unknown = Array.isArray(results) ? results.at(-1) : undefined;
  return isResult(last) ? last.rows : [];
}

function isResult(result: unknown): result is { rows: Row[] } {
  return typeof result === "object" && result !== null && "rows" in result;
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, keepAlive: true, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  await client.connect();
  return client;
}
