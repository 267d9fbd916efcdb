import type { FastifyInstance, FastifyReply } from "fastify";
import { hangUpSignal } from "./request-actor.ts";

/**
 * For requests that wait for the end of a run: a signal that is aborted when the asker hangs up, and also when this process
 * begins to close. They are then answered how far the run is, where else their connection would be cut.
 */
export function trackWaits(app: FastifyInstance): (reply: FastifyReply) => AbortSignal {
  const open = new Set<AbortController>();
  app.addHook("preClose", async () => {
    for (const controller of open) controller.abort();
  });
  return (reply) => {
    const closing = new AbortController();
    open.add(closing);
    reply.raw.once("close", () => open.delete(closing));
    return AbortSignal.any([hangUpSignal(reply), closing.signal]);
  };
}
