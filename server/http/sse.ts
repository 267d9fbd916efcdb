import { once } from "node:events";
import type { FastifyReply } from "fastify";
import { errorData } from "../api/error-shape.ts";

type Message = { id: string; event: string; data: unknown };

/** Silence for longer makes proxies hang up. */
const pingMs = 15_000;

/** Server-sent events (WHATWG HTML, 9.2), as fast as the reader takes them. */
export async function sendEvents(
  reply: FastifyReply,
  { events, signal }: { events: AsyncIterable<Message>; signal: AbortSignal },
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
  raw.write(": open\n\n");
  const ping = setInterval(() => raw.write(": ping\n\n"), pingMs);
  try {
    for await (const { id, event, data } of events) {
      const hasRoom = raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      if (!hasRoom) await once(raw, "drain", { signal });
    }
  } catch (error) {
    const { code, userMessage: message } = errorData(error);
    if (!signal.aborted) raw.write(`event: error\ndata: ${JSON.stringify({ code, message })}\n\n`);
  } finally {
    clearInterval(ping);
    raw.end();
  }
}
