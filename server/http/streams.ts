import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Metrics } from "../../platform/metrics/registry.ts";
import { measureWatchers } from "../metrics/web-metrics.ts";

/** Browsers reconnect at different moments, so that the next process is not overloaded. */
const comeBackMs = () => Math.round(250 + Math.random() * 1250);

/**
 * Knows the event streams that are open, of REST and of tRPC. When this process closes, each is told to come back soon
 * and is cut, not completed: its reader then asks again, from the last event it has, and finds another web process.
 */
export function trackStreams(app: FastifyInstance, metrics: Metrics): void {
  const open = new Set<ServerResponse>();
  app.addHook("onRequest", async ({ url, headers }, { raw }) => {
    const isStream = headers.accept?.includes("text/event-stream") || url.split("?", 1)[0]?.endsWith("/events");
    if (!isStream) return;
    open.add(raw);
    raw.once("close", () => open.delete(raw));
  });
  const streams = () =>
    [...open].filter((raw) => String(raw.getHeader("content-type")).startsWith("text/event-stream"));
  measureWatchers(metrics, () => streams().length);
  app.addHook("preClose", async () => {
    for (const raw of streams()) {
      raw.write(`retry: ${comeBackMs()}\n\n`);
      raw.socket?.end();
    }
  });
}
