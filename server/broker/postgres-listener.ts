import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { BrokerLog } from "./log.ts";

type Hear = { topic: string; onPayload(payload: string): void; onReconnect?: () => void };

export type PostgresListener = {
  /** Resolves when every NOTIFY from now on will be heard. */
  add(hear: Hear): Promise<() => void>;
  close(): Promise<void>;
};

const pingMs = 10_000;
const maxBackoffMs = 2000;

/** Postgres cuts channel names at 63 bytes; a longer topic is known by its hash. */
export function channelOf(topic: string): string {
  return topic.length <= 60 ? topic : `pb.${createHash("sha256").update(topic).digest("hex").slice(0, 40)}`;
}

/** A connection of its own that hears NOTIFYs, and comes back by itself when it breaks. */
export function makeListener(config: pg.ClientConfig, log: BrokerLog): PostgresListener {
  const hears = new Set<Hear>();
  let client: Promise<pg.Client> | undefined;
  let isClosed = false;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ ...config, keepAlive: true, connectionTimeoutMillis: 5000 });
    fresh.on("error", () => {});
    fresh.on("notification", ({ channel, payload = "" }) => {
      for (const hear of hears) if (channelOf(hear.topic) === channel) hear.onPayload(payload);
    });
    await fresh.connect();
    const ping = setInterval(() => void check(fresh), pingMs).unref();
    fresh.once("end", () => {
      clearInterval(ping);
      client = undefined;
      if (!isClosed && hears.size > 0) void comeBack();
    });
    const channels = new Set([...hears].map((hear) => channelOf(hear.topic)));
    for (const channel of channels) await fresh.query(`LISTEN ${fresh.escapeIdentifier(channel)}`);
    return fresh;
  }

  /** A half-open connection never errs by itself: a ping that is not answered breaks it. */
  async function check(current: pg.Client): Promise<void> {
    const late = setTimeout(() => current.connection.stream.destroy(), pingMs / 2);
    await current.query("SELECT 1").catch(() => {});
    clearTimeout(late);
  }

  async function comeBack(): Promise<void> {
    log.warn("the broker's listening connection broke; reconnecting");
    for (let wait = 50; !isClosed; wait = Math.min(wait * 2, maxBackoffMs)) {
      try {
        await open();
        for (const hear of hears) hear.onReconnect?.();
        return;
      } catch {
        await sleep(wait);
      }
    }
  }

  function open(): Promise<pg.Client> {
    client ??= connect().catch((error) => {
      client = undefined;
      throw error;
    });
    return client;
  }

  return {
    async add(hear) {
      hears.add(hear);
      try {
        const current = await open();
        await current.query(`LISTEN ${current.escapeIdentifier(channelOf(hear.topic))}`);
      } catch (error) {
        hears.delete(hear);
        throw error;
      }
      return () => hears.delete(hear);
    },
    async close() {
      isClosed = true;
      hears.clear();
      const current = await client?.catch(() => undefined);
      // A half-open connection would never say goodbye.
      const late = setTimeout(() => current?.connection.stream.destroy(), 1000);
      await current?.end().catch(() => {});
      clearTimeout(late);
    },
  };
}
