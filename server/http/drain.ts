import type { Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const quietMs = 1000;
const moreMs = 4000;

/**
 * The time between the signal to stop and the end of the listener. Everything is still answered, but /readyz says 503 and
 * each response ends its connection: so a proxy sends new requests elsewhere, and keeps no connection on which it could
 * send one at the very moment this process closes it. On a machine that is far too busy the proxy hears of it late, so the
 * time is longer while requests still come.
 */
export type Drain = {
  readonly isOn: boolean;
  /** Resolves after this time, and up to `moreMs` later while requests still come. None comes through a proxy where it is 0. */
  begin(seconds: number): Promise<void>;
  /** To be called before the server takes requests. */
  watch(server: Server): void;
};

export function openDrain(): Drain {
  const open = new Set<ServerResponse>();
  let isOn = false;
  let lastAt = 0;
  return {
    get isOn() {
      return isOn;
    },
    async begin(seconds) {
      isOn = true;
      for (const response of open) endConnection(response);
      if (seconds === 0) return;
      await sleep(seconds * 1000);
      const until = performance.now() + moreMs;
      while (performance.now() < until && performance.now() - lastAt < quietMs) await sleep(100);
    },
    watch(server) {
      server.prependListener("request", ({ url }, response: ServerResponse) => {
        if (isOn) endConnection(response);
        if (!isHealthCheck(url)) lastAt = performance.now();
        open.add(response);
        response.once("close", () => open.delete(response));
      });
    },
  };
}

/** Proxies go on asking them. */
const isHealthCheck = (url = "") => /^(\/api\/v1)?\/(healthz|readyz)\b/.test(url);

/** By `Connection: close`, unless its headers have left. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.shouldKeepAlive = false;
}
