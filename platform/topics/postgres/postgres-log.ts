/** Topics in Postgres, the default: what npm start brings is enough. */
import type pg from "pg";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { BrokerLog } from "../../broker/log.ts";
import { makeListener } from "../../broker/postgres/postgres-listener.ts";
import { makeBatcher } from "../../database/batch.ts";
import { jsonText } from "../../database/json-text.ts";
import { regroup } from "../regroup.ts";
import type { EventPlace, NewEvent, TopicEvent, TopicLog } from "../topic-log.ts";
import { followPostgres } from "./postgres-follow.ts";
import * as statements from "./sql/statements.ts";

/** Events of a partition that are read at a time. */
const atATime = 500;
/** And bytes of all partitions together, but one event of each at least. */
const bytesAtATime = 8_000_000;

export function openPostgresLog(pool: pg.Pool, log: BrokerLog): TopicLog {
  // Connected with the first follower.
  const listener = makeListener({ ...pool.options }, log);
  const append = makeBatcher<readonly NewEvent[], EventPlace[] | undefined>({
    max: 50,
    run: async (asked) => {
      // A topic that is gone fails the call that named it, and not those beside it, which are appended.
      return regroup(asked, await appendAll(pool, asked.flat())).map((places) => allOf(places));
    },
  });
  return {
    driver: "postgres",
    // Topic and partitions are rows, which the caller writes and deletes.
    async create() {},
    async delete() {},
    async append(events) {
      const places = events.length === 0 ? [] : await append(events);
      if (!places) throw new PatchbayError("not_found", "The topic was deleted.");
      return places;
    },
    async ends({ id }) {
      const { rows } = await pool.query<{ partition: number; first: string; next: string }>(
        statements.readEnds({ topicId: id }),
      );
      return rows.map(({ partition, first, next }) => ({ partition, first: BigInt(first), next: BigInt(next) }));
    },
    async offsetsAt({ id }, timestamp) {
      const { rows } = await pool.query<{ partition: number; offset: string }>(
        statements.offsetsAt({ topicId: id, timestamp }),
      );
      return rows.map(({ partition, offset }) => ({ partition, offset: BigInt(offset) }));
    },
    follow: (options) => followPostgres({ read: (topicId, next) => read(pool, topicId, next), listener }, options),
    close: () => listener.close(),
  };
}

type Place = { partition: number | null; offset: string | null };

/** An effect that another process is applying fails here by its key, and is repeated. */
async function appendAll(pool: pg.Pool, events: readonly NewEvent[]): Promise<Place[]> {
  const rows = events.map(({ topic, partition, key, value, headers, timestamp, effect }) => ({
    ...{ topicId: topic.id, partition, key: base64(key), value: base64(value), timestamp },
    headers: headers.map((header) => [header.name, base64(header.value)]),
    effect: effect?.id,
    runId: effect?.runId,
  }));
  const query = statements.appendEvents({ events: jsonText(rows) });
  const attempt = () => pool.query<Place>(query);
  const { rows: places } = await attempt().catch((error: unknown) =>
    isUniqueViolation(error) ? attempt() : raise(error),
  );
  return places;
}

function allOf(places: readonly Place[]): EventPlace[] | undefined {
  const found = places.flatMap(({ partition, offset }) =>
    partition === null || offset === null ? [] : [{ partition, offset: BigInt(offset) }],
  );
  return found.length === places.length ? found : undefined;
}

type Row = {
  partition: number;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: unknown;
  timestamp: Date;
};
const Headers = z.array(z.tuple([z.string(), z.base64().nullable()]));

async function read(pool: pg.Pool, topicId: string, next: ReadonlyMap<number, bigint>): Promise<TopicEvent[]> {
  const query = statements.readTopicEvents({
    topicId,
    partitions: [...next.keys()],
    offsets: [...next.values()].map(String),
    limit: atATime,
    bytes: Math.ceil(bytesAtATime / Math.max(next.size, 1)),
  });
  const { rows } = await pool.query<Row>(query);
  return rows.map(({ offset, headers, timestamp, ...row }) => ({
    ...row,
    offset: BigInt(offset),
    timestamp: timestamp.getTime(),
    headers: Headers.parse(headers).map(([name, value]) => ({
      name,
      value: value === null ? null : Buffer.from(value, "base64"),
    })),
  }));
}

/** Deletes events that are older than their topics keep them, up to `limit`, and answers how many. */
export async function trimEvents(pool: pg.Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(statements.trimEvents({ limit }));
  return rows[0]?.count ?? 0;
}

function base64(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function isUniqueViolation(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "23505";
}

function raise(error: unknown): never {
  throw error;
}
