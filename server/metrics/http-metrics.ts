import type { FastifyInstance } from "fastify";
import { Histogram } from "../../platform/metrics/instruments.ts";
import { type Metrics, secondsBuckets } from "../../platform/metrics/registry.ts";

/** How long answers take, by route. An event stream is no answer that takes long: it is counted as a watcher. */
export function measureHttp(app: FastifyInstance, registry: Metrics): void {
  const duration = new Histogram({
    name: "patchbay_http_request_duration_seconds",
    help: "Time from a request to the end of its response, by method, route and class of status.",
    labelNames: ["method", "route", "status"],
    buckets: secondsBuckets,
    registers: [registry],
  });
  app.addHook("onResponse", async (request, reply) => {
    if (String(reply.raw.getHeader("content-type") ?? "").startsWith("text/event-stream")) return;
    const { method } = request;
    // The route as it was declared: an invented address is not a label.
    const route = request.routeOptions.url ?? "none";
    const status = `${Math.trunc(reply.raw.statusCode / 100)}xx`;
    duration.observe({ method, route, status }, reply.elapsedTime / 1000);
  });
}
