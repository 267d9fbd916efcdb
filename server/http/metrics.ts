import type { FastifyInstance } from "fastify";
import { PatchbayError } from "../../lib/errors.ts";
import { mayReadMetrics, metricsRefused } from "../../platform/metrics/access.ts";
import type { AppContext } from "../app-context.ts";

/** /metrics: numbers for Prometheus. They name no workspace, pipeline or person. */
export function addMetrics(app: FastifyInstance, { metrics, env }: Pick<AppContext, "metrics" | "env">): void {
  app.get("/metrics", { config: { policy: "metrics.read" } }, async (request, reply) => {
    if (!mayReadMetrics(request.raw, env.PATCHBAY_METRICS_TOKEN)) throw new PatchbayError("forbidden", metricsRefused);
    return await reply.header("content-type", metrics.contentType).send(await metrics.metrics());
  });
}
