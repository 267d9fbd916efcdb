/**
 * The HTTP server: one Fastify that listens and answers everything under /api, /healthz, /readyz and /metrics; whatever else is
 * asked for is a page. Every route names its policy, or the process does not start.
 */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import type { AppContext } from "../app-context.ts";
import { overloadOf } from "../limits/overload-signs.ts";
import { measureHttp } from "../metrics/http-metrics.ts";
import { addAuth } from "./auth-route.ts";
import { addOpenApi } from "./docs/openapi.ts";
import { type Drain, openDrain } from "./drain.ts";
import { answerErrors, answerFrameworkErrors, methodsAt, refusalOf } from "./errors.ts";
import { addHealth } from "./health.ts";
import { addForms } from "./hooks/forms-route.ts";
import { addHooks } from "./hooks/hooks-route.ts";
import { answerClientError } from "./http-layer.ts";
import { acceptJson } from "./json-body.ts";
import { addMetrics } from "./metrics.ts";
import { demandOwnOrigin } from "./requests/origin.ts";
import { pageAddress } from "./requests/page-address.ts";
import { demandPolicies } from "./requests/policy.ts";
import { limitRates } from "./requests/rate-limit.ts";
import { logRequests, makeRequestId } from "./requests/request-id.ts";
import { shedLoad } from "./requests/shed-load.ts";
import { demandStorableUrls } from "./requests/storable-text.ts";
import { traceRequests } from "./requests/trace-requests.ts";
import { addBatchResults } from "./rest/batch-results.ts";
import { addModelUploads } from "./rest/model-uploads.ts";
import { addRest } from "./rest/rest.ts";
import { addRestMcp } from "./rest/rest-mcp.ts";
import { addRestRuns } from "./rest/rest-runs.ts";
import { addRestTopics } from "./rest/rest-topics.ts";
import { addUploads } from "./rest/uploads.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { trackStreams } from "./streams.ts";
import { addTrpc } from "./trpc-route.ts";

const bodyLimit = 5_000_000;
/** Connections that may wait to be taken. With fewer, a busy moment drops those of health checks too, which come again seconds later. */
export const backlog = 4096;
/** Longer than any proxy keeps a connection that is idle: one that this side closed first could take the next request with it. */
const keepAliveTimeout = 320_000;

export async function openHttp(context: AppContext, drain: Drain = openDrain()): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    genReqId: makeRequestId(context.env),
    bodyLimit,
    keepAliveTimeout,
    // As many hops as there are proxies of ours: what stands further left in X-Forwarded-For, the caller may have written.
    trustProxy: context.env.TRUST_PROXY > 0 && ((_address, hop) => hop < context.env.TRUST_PROXY),
    rewriteUrl: ({ url }) => pageAddress(url),
    routerOptions: { maxParamLength: 300 },
    forceCloseConnections: "idle",
    return503OnClosing: false,
    frameworkErrors: answerFrameworkErrors,
    clientErrorHandler: answerClientError,
  });
  // What is written may hold whole numbers beyond 2^53.
  app.setReplySerializer((payload) => stringifyJson(payload));
  drain.watch(app.server);
  demandPolicies(app);
  measureHttp(app, context.metrics);
  trackStreams(app, context.metrics);
  traceRequests(app, context.tracing);
  logRequests(app, context.log);
  answerErrors(app, context.log);
  setSecurityHeaders(app);
  shedLoad(app, { overload: overloadOf(context), metrics: context.metrics });
  demandStorableUrls(app);
  demandOwnOrigin(app, context.env);
  await limitRates(app);
  acceptJson(app, { keepText: false });
  addHealth(app, context, drain);
  addMetrics(app, context);
  addAuth(app, context);
  await addTrpc(app, context);
  await addUploads(app, context);
  await addModelUploads(app, context);
  addRest(app, context);
  await addHooks(app, context);
  await addForms(app, context);
  addRestRuns(app, context);
  addRestMcp(app, context);
  await addRestTopics(app, context);
  addBatchResults(app, context);
  addOpenApi(app, context.env.PATCHBAY_URL);
  app.all("/api/*", { config: { policy: "docs.read" }, onRequest: answerOthers }, async () => {});
  return app;
}

/** What no route takes is refused before its body is read; OPTIONS names the methods of the address. */
async function answerOthers(this: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const methods = methodsAt(this, request.url);
  if (request.method !== "OPTIONS" || methods.length === 0) throw refusalOf(this, request, reply);
  return await reply.code(204).header("allow", methods.join(", ")).send();
}
