import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { BrokerLog } from "../log.ts";

type Handler = { topic: string; onPayload(payload: string): void; onReconnect?: () => void };

export type PostgresListener = {
  /** Resolves when every NOTIFY from now on will be received. */
  add(handler: Handler): Promise<() => void>;
  close(): Promise<void>;
};

const pingMs = 10_000;
const maxBackoffMs = 2000;

/** Postgres cuts channel names at 63 bytes; a longer topic is known by its hash. */
export function channelOf(topic: string): string {
  return topic.length <= 60 ? topic : `pb.${createHash("sha256").update(topic).digest("hex").slice(0, 40)}`;
}

/** A connection of its own that receives NOTIFYs, and reconnects by itself when it breaks. */
export function makeListener(config: pg.ClientConfig, log: BrokerLog): PostgresListener {
  const handlers = new Set<Handler>();
  let client: Promise<pg.Client> | undefined;
  let isClosed = false;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ ...config, keepAlive: true, connectionTimeoutMillis: 5000 });
    fresh.on("error", () => {});
    fresh.on("notification", ({ channel, payload = "" }) => {
      for (const handler of handlers) if (channelOf(handler.topic) === channel) handler.onPayload(payload);
    });
    await fresh.connect();
    const ping = setInterval(() => void check(fresh), pingMs).unref();
    let isListening = false;
    fresh.once("end", () => {
      clearInterval(ping);
      // One that breaks before it listens is a failed try, which its caller makes again.
      if (isListening) onBroken();
    });
    try {
      const channels = new Set([...handlers].map((handler) => channelOf(handler.topic)));
      for (const channel of channels) await fresh.query(`LISTEN ${fresh.escapeIdentifier(channel)}`);
    } catch (error) {
      // Left open, it would deliver everything a second time.
      fresh.connection.stream.destroy();
      throw error;
    }
    isListening = true;
    return fresh;
  }

  function onBroken(): void {
    client = undefined;
    if (!isClosed && handlers.size > 0) void comeBack();
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
        for (const handler of handlers) handler.onReconnect?.();
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
    async add(handler) {
      handlers.add(handler);
      try {
        const current = await open();
        await current.query(`LISTEN ${current.escapeIdentifier(channelOf(handler.topic))}`);
      } catch (error) {
        handlers.delete(handler);
        throw error;
      }
      return () => handlers.delete(handler);
    },
    async close() {
      isClosed = true;
      handlers.clear();
      const current = await client?.catch(() => undefined);
      // A half-open connection would never close.
      const late = setTimeout(() => current?.connection.stream.destroy(), 1000);
      await current?.end().catch(() => {});
      clearTimeout(late);
    },
  };
}
