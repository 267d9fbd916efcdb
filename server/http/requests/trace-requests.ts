import type { Span } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { parseTraceparent, type Tracing, traceparentOf } from "../../../platform/tracing.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The span of this request, when traces are on and this is a call of the API. */
    span: Span | undefined;
  }
}

/** A span for every call of the API, in the caller's trace when it sends a traceparent. */
export function traceRequests(app: FastifyInstance, tracing: Tracing | undefined): void {
  app.decorateRequest("span", undefined);
  if (!tracing) return;
  const { api, tracer, contextOf } = tracing;
  app.addHook("onRequest", async (request) => {
    if (!request.url.startsWith("/api/")) return;
    const { method } = request;
    const route = request.routeOptions.url ?? "none";
    const attributes = { "http.request.method": method, "http.route": route, "patchbay.request.id": request.id };
    const options = { kind: api.SpanKind.SERVER, attributes };
    request.span = tracer.startSpan(`${method} ${route}`, options, contextOf(headerOf(request)));
  });
  app.addHook("onResponse", async ({ span }, { statusCode }) => {
    if (!span) return;
    span.setAttribute("http.response.status_code", statusCode);
    if (statusCode >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
    span.end();
  });
}

/** What a run that this request starts carries on: our own span when there is one, else what the caller sent. */
export function traceparentFor(request: FastifyRequest): string | undefined {
  if (request.span) return traceparentOf(request.span);
  const header = headerOf(request);
  return parseTraceparent(header) ? header : undefined;
}

function headerOf({ headers: { traceparent } }: FastifyRequest): string | undefined {
  return typeof traceparent === "string" ? traceparent : undefined;
}
