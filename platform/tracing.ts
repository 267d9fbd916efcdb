/**
 * Traces, when OTEL_EXPORTER_OTLP_ENDPOINT is set; else nothing of OpenTelemetry is loaded. Spans go out in batches, and
 * an unavailable receiver costs spans, never runs.
 */
import type { Context, Span, Tracer } from "@opentelemetry/api";
import type { Env } from "./env.ts";
import type { Log } from "./log.ts";
import type { ProcessRole } from "./metrics/registry.ts";
import { withTimeout } from "./retry/with-timeout.ts";
import { version } from "./version.ts";

export type Tracing = {
  api: typeof import("@opentelemetry/api");
  tracer: Tracer;
  /** Where spans of a caller's trace hang, by its W3C traceparent; the root when it has none, or a malformed one. */
  contextOf(traceparent: string | null | undefined): Context;
  /** The next root span begins a trace with this id instead of a random one (32 hex digits). */
  beginTrace(traceId: string): void;
  /** Sends what is left. */
  close(): Promise<void>;
};

type Options = {
  env: Pick<Env, "OTEL_EXPORTER_OTLP_ENDPOINT" | "OTEL_SERVICE_NAME" | "OTEL_TRACES_SAMPLER_ARG">;
  log: Log;
};

export async function openTracing(role: ProcessRole, { env, log }: Options): Promise<Tracing | undefined> {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  const [api, sdk, { resourceFromAttributes }, { OTLPTraceExporter }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const quiet = () => {};
  const warn = (message: string, ...more: unknown[]) => log.warn({ more }, `traces: ${message}`);
  const levels = { error: warn, warn, info: quiet, debug: quiet, verbose: quiet };
  api.diag.setLogger(levels, { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true });

  const random = new sdk.RandomIdGenerator();
  let nextTraceId: string | undefined;
  const idGenerator = {
    generateSpanId: () => random.generateSpanId(),
    generateTraceId() {
      const id = nextTraceId ?? random.generateTraceId();
      nextTraceId = undefined;
      return id;
    },
  };
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      "service.name": env.OTEL_SERVICE_NAME ?? `patchbay-${role}`,
      "service.version": version,
      "process.pid": process.pid,
    }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(env.OTEL_TRACES_SAMPLER_ARG) }),
    idGenerator,
    // The exporter reads OTEL_EXPORTER_OTLP_HEADERS and its other settings from the environment by itself.
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }) })],
  });
  return {
    api,
    tracer: provider.getTracer("patchbay", version),
    contextOf(traceparent) {
      const parent = parseTraceparent(traceparent);
      return parent ? api.trace.setSpanContext(api.ROOT_CONTEXT, { ...parent, isRemote: true }) : api.ROOT_CONTEXT;
    },
    beginTrace(traceId) {
      nextTraceId = /^(?!0{32})[0-9a-f]{32}$/.test(traceId) ? traceId : undefined;
    },
    async close() {
      // An unavailable receiver must not hold up a process that is asked to stop.
      const done = provider.shutdown().then(() => true);
      if (!(await withTimeout(done, lastWordsMs))) log.warn("the last traces were not sent");
    },
  };
}

const lastWordsMs = 2000;

/** W3C Trace Context, level 1: version-traceid-spanid-flags. What does not parse is as if it were not there. */
export function parseTraceparent(text: string | null | undefined) {
  const found = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text ?? "");
  const [, traceId, spanId, flags] = found ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}

export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}
