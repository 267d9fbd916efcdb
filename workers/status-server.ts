/** The worker's HTTP server for operators: /metrics, /healthz and /readyz, and nothing else. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type pg from "pg";
import type { Broker } from "../platform/broker/broker.ts";
import { missingMigrations } from "../platform/database/migrations.ts";
import { mayReadMetrics, metricsRefused } from "../platform/metrics/access.ts";
import type { Metrics } from "../platform/metrics/registry.ts";
import { withTimeout } from "../platform/retry/with-timeout.ts";

type Options = {
  host: string;
  port: number;
  /** A request that carries it may read metrics; without one, this machine only. */
  token: string | undefined;
  metrics: Metrics;
  /** The conditions for this worker to execute runs. */
  readiness(): Promise<Record<string, boolean>>;
};

export async function openStatusServer(options: Options): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch(() => {
      if (!response.headersSent) send(response, 500, { ok: false });
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(options.port, options.host, resolve);
  await promise;
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

/** The conditions for a worker to execute runs. */
export async function workerReadiness({ pool, broker, worker }: ReadinessDeps): Promise<Record<string, boolean>> {
  const is = async (asked: Promise<unknown>) =>
    (await withTimeout(
      asked.then(() => true),
      limitMs,
    )) === true;
  const [missing, isBroker] = await Promise.all([withTimeout(missingMigrations(pool), limitMs), is(broker.ping())]);
  return {
    database: missing !== undefined,
    migrations: missing?.length === 0,
    broker: isBroker,
    claims: !worker.isDraining(),
  };
}

type ReadinessDeps = { pool: pg.Pool; broker: Pick<Broker, "ping">; worker: { isDraining(): boolean } };
const limitMs = 3000;

async function answer(request: IncomingMessage, response: ServerResponse, options: Options): Promise<void> {
  const path = request.url?.split("?", 1)[0];
  if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, { ok: false });
  if (path === "/healthz") return send(response, 200, { ok: true });
  if (path === "/readyz") {
    const facts = await options.readiness();
    const ok = Object.values(facts).every(Boolean);
    return send(response, ok ? 200 : 503, { ok, ...facts });
  }
  if (path !== "/metrics") return send(response, 404, { ok: false });
  if (!mayReadMetrics(request, options.token))
    return send(response, 403, { code: "forbidden", message: metricsRefused });
  response.writeHead(200, { "content-type": options.metrics.contentType });
  response.end(await options.metrics.metrics());
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
