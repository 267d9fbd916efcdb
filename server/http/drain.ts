import type { Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The time between the signal to stop and the end of the listener. Everything is still answered, but /readyz says 503 and
 * each response ends its connection: so a proxy sends new requests elsewhere, and keeps no connection on which it could
 * send one at the very moment this process closes it.
 */
export type Drain = {
  readonly isOn: boolean;
  /** Resolves after this time. */
  begin(seconds: number): Promise<void>;
  /** To be called before the server takes requests. */
  watch(server: Server): void;
};

export function openDrain(): Drain {
  const open = new Set<ServerResponse>();
  let isOn = false;
  return {
    get isOn() {
      return isOn;
    },
    async begin(seconds) {
      isOn = true;
      for (const response of open) endConnection(response);
      if (seconds > 0) await sleep(seconds * 1000);
    },
    watch(server) {
      server.prependListener("request", (_request, response: ServerResponse) => {
        if (isOn) endConnection(response);
        open.add(response);
        response.once("close", () => open.delete(response));
      });
    },
  };
}

/** By `Connection: close`, unless its headers have left. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.shouldKeepAlive = false;
}
