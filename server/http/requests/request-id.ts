import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Env } from "../../../platform/env.ts";
import { newId } from "../../../platform/ids.ts";
import type { Log } from "../../../platform/log.ts";

/** Names a request in the log, in traces and in the answer. A proxy of our own may have named it already. */
export function makeRequestId({ TRUST_PROXY }: Pick<Env, "TRUST_PROXY">): (request: IncomingMessage) => string {
  return ({ headers }) => {
    const given = headers["x-request-id"];
    return TRUST_PROXY > 0 && typeof given === "string" && /^[\w.:-]{1,100}$/.test(given) ? given : newId();
  };
}

/** Says which request an answer is of, and on `debug` writes a line for each call of the API. */
export function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook("onRequest", async ({ id, url }, { raw }) => {
    if (url.startsWith("/api/")) raw.setHeader("x-request-id", id);
  });
  if (!log.isLevelEnabled("debug")) return;
  app.addHook("onResponse", async ({ id, method, routeOptions }, reply) => {
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log.debug({ requestId: id, method, route: routeOptions.url, status: reply.raw.statusCode, ms }, "answered");
  });
}
