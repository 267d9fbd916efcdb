import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PatchbayError } from "../../../lib/errors.ts";
import { Counter } from "../../../platform/metrics/instruments.ts";
import type { Metrics } from "../../../platform/metrics/registry.ts";
import type { Overload } from "../../limits/overload.ts";
import { sendError } from "../errors.ts";

/**
 * Refuses what this process could only answer too late, with 503 and Retry-After, before anything is read or asked. Health checks
 * and metrics are always answered: a process that is busy is not dead, and its operator has to see it.
 */
export function shedLoad(app: FastifyInstance, { overload, metrics }: { overload: Overload; metrics: Metrics }): void {
  const refused = new Counter({
    name: "patchbay_http_refused_total",
    help: "Requests that were refused because the process had more to do than it can.",
    registers: [metrics],
  });
  refused.inc(0);
  app.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith("/api/")) overload.called();
    const shed = overload.shed();
    if (shed === "none" || isWatching(request) || (shed === "programs" && isOfPeople(request))) return;
    refused.inc();
    return await refuse(request, reply);
  });
  app.addHook("onClose", async () => overload.close());
}

function isWatching({ routeOptions }: FastifyRequest): boolean {
  const policy = routeOptions.config?.policy;
  return policy === "health.read" || policy === "metrics.read";
}

/** What people do at their pages is little, and no program sends it again for them. */
function isOfPeople({ url, headers }: FastifyRequest): boolean {
  if (!url.startsWith("/api/") || url.startsWith("/api/auth/")) return true;
  return headers.authorization === undefined && /\bpatchbay\.session_token=/.test(headers.cookie ?? "");
}

/** Those who were refused at one moment must not come back at one moment. */
const waitMs = () => 1000 * (1 + Math.floor(Math.random() * 3));

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const words = "Patchbay has more to do at the moment than it can. Send the request again in a few seconds.";
  const error = new PatchbayError("unavailable", words, { retryAfterMs: waitMs() });
  if (request.url.startsWith("/api/")) return sendError(reply, error);
  const seconds = Math.ceil((error.retryAfterMs ?? 1000) / 1000);
  return reply
    .code(503)
    .header("retry-after", seconds)
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(page(seconds));
}

/** It comes by itself when there is capacity again. */
const page = (seconds: number) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="${seconds}">
<meta name="viewport" content="width=device-width"><title>Patchbay is busy</title>
<h1>Patchbay is busy</h1>
<p>It has more to do at the moment than it can. This page loads again by itself in a few seconds.</p></html>
`;
