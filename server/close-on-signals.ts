import type { FastifyInstance } from "fastify";
import type { Log } from "../platform/log.ts";
import type { Drain } from "./http/drain.ts";
import { trackSockets } from "./http/rest/cut-off.ts";

type Options = {
  http: FastifyInstance;
  drain: Drain;
  drainSeconds: number;
  log: Log;
  /** Closed after the last response, in this order. */
  parts: readonly { close(): Promise<void> }[];
};

/**
 * The first SIGTERM or SIGINT drains for `drainSeconds`, then closes the listener and lets answers finish for two seconds; then
 * streams are cut, which their readers resume at another process. Ten seconds after that time the process ends in any case. A
 * second signal ends it at once.
 * To be called before the server listens; the signals take effect when `start` is called.
 */
export function prepareClosing({ http, drain, drainSeconds, log, parts }: Options): { start(): void } {
  const sockets = trackSockets(http.server);
  let isClosing = false;
  async function close(signal: string): Promise<void> {
    if (isClosing) process.exit(1);
    isClosing = true;
    log.info({ signal, drainSeconds }, "closing");
    setTimeout(() => process.exit(1), drainSeconds * 1000 + 10_000).unref();
    await drain.begin(drainSeconds);
    sockets.cutOffIn(2000);
    await http.close();
    for (const part of parts) await part.close();
    process.exit(0);
  }
  return {
    start() {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void close(signal));
    },
  };
}
