/** NOTIFY payloads that carry messages: how a statement frames one, and how they are delivered. */
import type pg from "pg";
import { parseJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { BrokerMessage, NoticeFrame } from "../broker.ts";
import type { BrokerLog } from "../log.ts";
import { channelOf } from "./postgres-listener.ts";
import { readMessages } from "./postgres-sql.ts";

/** NOTIFY takes less than 8,000 bytes. */
export const maxPayload = 7500;

/** What this folder has packed; the receiver of a message parses its value. */
type Payload = { messages: [key: string, value: Json][] } | { ids: string[] };

export function noticeFrameOf(topic: string): NoticeFrame {
  return { channel: channelOf(topic), before: '{"messages":[["",', after: "]]}", most: maxPayload };
}

type Delivery = {
  topic: string;
  pool: pg.Pool;
  log: BrokerLog;
  handle(messages: readonly BrokerMessage[]): void;
};

/** Delivers messages in the order of their notifications, also when a large one must be fetched first. */
export function deliverInOrder({ topic, pool, handle, log }: Delivery): (payload: string) => void {
  let fetching: Promise<void> | undefined;
  return (payload) => {
    const data = parse(payload);
    if (!isPayload(data)) return;
    const deliver = async () => {
      if ("messages" in data) return handle(data.messages.map(([key, value]) => ({ topic, key, value })));
      const { rows } = await pool.query<BrokerMessage>({ ...readMessages, values: [data.ids] });
      handle(rows);
    };
    if ("messages" in data && !fetching) return handle(data.messages.map(([key, value]) => ({ topic, key, value })));
    const turn = (fetching ?? Promise.resolve()).then(deliver).catch((error) => {
      log.error({ err: error, topic }, "a broadcast could not be read");
    });
    fetching = turn;
    void turn.then(() => {
      if (fetching === turn) fetching = undefined;
    });
  };
}

function isPayload(value: unknown): value is Payload {
  if (typeof value !== "object" || value === null) return false;
  return ("messages" in value && Array.isArray(value.messages)) || ("ids" in value && Array.isArray(value.ids));
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
