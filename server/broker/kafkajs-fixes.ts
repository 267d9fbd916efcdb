import { createRequire } from "node:module";

/**
 * kafkajs 2.2.4 re-arms a timer with a negative delay for as long as a connection lives, even when nothing waits: a loop
 * of one millisecond that burns CPU and, on Node 24, prints a TimeoutNegativeWarning. The timer is only needed while
 * requests are pending; answered requests look at the queue by themselves.
 */
export function calmRequestQueue(): void {
  const require = createRequire(import.meta.url);
  const queue: unknown = require("kafkajs/src/network/requestQueue/index.js");
  if (typeof queue !== "function" || !isQueue(queue.prototype)) return;
  const original = queue.prototype.scheduleCheckPendingRequests;
  queue.prototype.scheduleCheckPendingRequests = function (this: Queue) {
    if (this.pending.length > 0) original.call(this);
  };
}

type Queue = { pending: unknown[]; scheduleCheckPendingRequests(this: Queue): void };

function isQueue(value: unknown): value is Queue {
  return typeof value === "object" && value !== null && "scheduleCheckPendingRequests" in value;
}
