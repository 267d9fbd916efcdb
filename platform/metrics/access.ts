import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import { sha256 } from "../ids.ts";

/**
 * Access to metrics: requests with the token when one is set, else only those of this machine itself. A request that a proxy
 * passed on comes from elsewhere, whatever address it seems to have.
 */
export function mayReadMetrics({ socket, headers }: IncomingMessage, token: string | undefined): boolean {
  if (token !== undefined) return isSame(headers.authorization ?? "", `Bearer ${token}`);
  return isLoopback(socket.remoteAddress) && !proxyHeaders.some((name) => name in headers);
}

export const metricsRefused =
  "Metrics are read from this machine only. To read them from elsewhere, set PATCHBAY_METRICS_TOKEN and send it as Authorization: Bearer …";

const proxyHeaders = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

/** By hash: the comparison takes equally long wherever the two differ, and however long they are. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(expected)));
}
