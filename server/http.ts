/**
 * The front door: one Fastify that listens and answers everything under /api, /healthz, /readyz and /metrics; whatever else is
 * asked for is a page. Every route names its policy, or the process does not start.
 */
import fastify, { type FastifyInstance } from "fastify";
import type { AppContext } from "./app-context.ts";
import { addAuth } from "./http/auth-route.ts";
import { answerErrors, nothingHere } from "./http/errors.ts";
import { addHealth } from "./http/health.ts";
import { acceptJson } from "./http/json-body.ts";
import { addMetrics } from "./http/metrics.ts";
import { addOpenApi } from "./http/openapi.ts";
import { demandOwnOrigin } from "./http/origin.ts";
import { demandPolicies } from "./http/policy.ts";
import { limitRates } from "./http/rate-limit.ts";
import { logRequests, makeRequestId } from "./http/request-id.ts";
import { addRest } from "./http/rest.ts";
import { addRestRuns } from "./http/rest-runs.ts";
import { setSecurityHeaders } from "./http/security-headers.ts";
import { trackStreams } from "./http/streams.ts";
import { traceRequests } from "./http/trace-requests.ts";
import { addTrpc } from "./http/trpc-route.ts";
import { addUploads } from "./http/uploads.ts";
import { measureHttp } from "./metrics/http-metrics.ts";

const bodyLimit = 5_000_000;

export async function openHttp(context: AppContext): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    genReqId: makeRequestId(context.env),
    bodyLimit,
    trustProxy: context.env.TRUST_PROXY,
    routerOptions: { maxParamLength: 300 },
    forceCloseConnections: "idle",
    return503OnClosing: true,
  });
  demandPolicies(app);
  measureHttp(app, context.metrics);
  trackStreams(app, context.metrics);
  traceRequests(app, context.tracing);
  logRequests(app, context.log);
  answerErrors(app, context.log);
  setSecurityHeaders(app);
  demandOwnOrigin(app, context.env);
  await limitRates(app);
  acceptJson(app, { keepText: false });
  addHealth(app, context);
  addMetrics(app, context);
  addAuth(app, context);
  await addTrpc(app, context);
  await addUploads(app, context);
  addRest(app, context);
  addRestRuns(app, context);
  addOpenApi(app, context.env.PATCHBAY_URL);
  app.all("/api/*", { config: { policy: "docs.read" } }, async () => {
    throw nothingHere();
  });
  return app;
}
