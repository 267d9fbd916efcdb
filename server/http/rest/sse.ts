import { once } from "node:events";
import type { FastifyReply } from "fastify";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { errorData } from "../../api/shared/error-shape.ts";

/** Silence for longer makes proxies hang up. */
const pingMs = 15_000;

type Message = { id: string; event: string; data: object };

/** Many read the same events: each is put into words once. */
const frames = new WeakMap<object, string>();

function frameOf({ id, event, data }: Message): string {
  const known = frames.get(data);
  if (known !== undefined) return known;
  const frame = `id: ${id}\nevent: ${event}\ndata: ${stringifyJson(data)}\n\n`;
  frames.set(data, frame);
  return frame;
}

/** Server-sent events (WHATWG HTML, 9.2), as fast as the reader takes them. */
export async function sendEvents(
  reply: FastifyReply,
  { events, signal }: { events: AsyncIterable<Message>; signal: AbortSignal },
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
  raw.write(": open\n\n");
  const letGo = () => {
    if (raw.writableCorked > 0) raw.uncork();
  };
  const ping = setInterval(() => raw.write(": ping\n\n"), pingMs);
  try {
    for await (const message of events) {
      // What comes in one go leaves in one packet.
      if (raw.writableCorked === 0) {
        raw.cork();
        setImmediate(letGo);
      }
      if (!raw.write(frameOf(message))) await once(raw, "drain", { signal });
    }
  } catch (error) {
    const { code, userMessage: message } = errorData(error);
    if (!signal.aborted) raw.write(`event: error\ndata: ${JSON.stringify({ code, message })}\n\n`);
  } finally {
    clearInterval(ping);
    // What is held back has to be out before the end is.
    letGo();
    raw.end();
  }
}
