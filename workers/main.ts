/**
 * The worker process. It receives wake-ups, claims runs and executes them (worker.ts), ingests uploaded documents
 * (documents.ts) and refreshes pages of the web (collections/web). The first SIGTERM or SIGINT drains it, a second one ends it at once: another worker takes over what it
 * held either way.
 */

import { startDocumentIngestion } from "../collections/ingest/documents.ts";
import { startReembedding } from "../collections/reembed/worker.ts";
import { startWebSources } from "../collections/web/worker.ts";
import { nodeTypes } from "../nodes/index.ts";
import { orExit } from "../platform/at-start.ts";
import { kafkaSecurityOf } from "../platform/broker/kafka/kafka-settings.ts";
import { openBroker } from "../platform/broker/open.ts";
import { startBrokerProbe } from "../platform/broker/probe.ts";
import { openDb } from "../platform/database/db.ts";
import { awaitMigrations } from "../platform/database/migrations.ts";
import { awaitDatabase } from "../platform/database/open-client.ts";
import { diskSpaceOf } from "../platform/disk-space.ts";
import { doubtsAbout, env } from "../platform/env.ts";
import { openLog } from "../platform/log.ts";
import { measureBroker, measureProbe } from "../platform/metrics/broker-metrics.ts";
import { measurePool, measureProcess, openMetrics } from "../platform/metrics/registry.ts";
import { releaseMemory } from "../platform/release-memory.ts";
import { openTracing } from "../platform/tracing.ts";
import { secretsOf } from "../platform/vault/secrets.ts";
import { fingerprintsOf } from "../platform/vault/vault.ts";
import { logWork } from "./log-work.ts";
import { countWork, measureWorker } from "./metrics.ts";
import { openReservedPools } from "./reserved-pools.ts";
import { openServices } from "./services.ts";
import { openStatusServer, workerReadiness } from "./status-server.ts";
import { stopOnSignals } from "./stop-signals.ts";
import { traceWork } from "./traces.ts";
import { startUpkeep } from "./upkeep.ts";
import { upkeepTasks } from "./upkeep-tasks.ts";
import { startWorker } from "./worker.ts";

const settings = await orExit(env);
const log = openLog(settings.LOG_LEVEL, "worker");
// npm start says it itself.
if (process.send === undefined) for (const doubt of doubtsAbout(process.env, settings)) log.warn(doubt);
const onWait = (why: string) => log.warn({ why }, "waiting for the database");
await orExit(() => awaitDatabase(settings.DATABASE_URL, { name: "patchbay-worker", onWait }));
await orExit(() => awaitMigrations(settings.DATABASE_URL, { name: "patchbay-worker", onWait }));
const metrics = openMetrics("worker");
const tracing = await openTracing("worker", { env: settings, log });
const db = openDb(settings.DATABASE_URL, { name: "patchbay-worker" });
const reserved = openReservedPools(settings.DATABASE_URL, "patchbay-worker");
const clientId = `patchbay-worker-${process.pid}`;
const opened = await orExit(() =>
  openBroker({
    kafkaBrokers: settings.KAFKA_BROKERS,
    kafkaSecurity: kafkaSecurityOf(settings),
    pool: db.pool,
    clientId,
    log,
    secret: settings.PATCHBAY_SECRET,
    otherSecrets: settings.PATCHBAY_OTHER_SECRETS,
  }),
);
const broker = measureBroker(metrics, opened);
const probe = await startBrokerProbe(opened, { log });
const opening = openServices({ db, broker, env: settings, log });
const { models, drivers, topics, stores, embedWith, servicesFor, fetch } = opening;
const telemetry = [countWork(metrics), logWork(log), ...(tracing ? [traceWork(tracing)] : [])];
const nodes = { nodeTypes, servicesFor };
const limits = { perWorkspace: settings.PATCHBAY_WORKSPACE_RUNS };
const starting = new AbortController();
const surroundings = {
  secretPrints: fingerprintsOf(secretsOf(settings)),
  disk: () => diskSpaceOf(settings.PATCHBAY_HOME),
};
const parts = {
  pool: db.pool,
  reserved,
  broker,
  topics,
  stores,
  ...nodes,
  log,
  telemetry,
  brokerLagMs: probe.ms,
  surroundings,
  limits,
};
// Everything is loaded, and nothing is under way yet that would wait for it.
releaseMemory();
const started = startWorker({ ...parts, signal: starting.signal });
let stop = stopStarting;
stopOnSignals({ stop: () => stop(), log });
const worker = await started.catch((error) => {
  if (!starting.signal.aborted) throw error;
  return new Promise<never>(() => {});
});
measurePool(metrics, db.pool);
measureProbe(metrics, probe);
measureWorker(metrics, worker);
const status = await openStatus();
const documents = await startDocumentIngestion({
  ...{ pool: db.pool, broker, drivers, stores, log },
  ...{ embedWith, tokensOf: models.tokensOf },
});
const reembedding = await startReembedding({ pool: db.pool, broker, embedWith, log });
const web = await startWebSources({ ...db, broker, drivers, stores, fetch, log });
const upkeep = startUpkeep(upkeepTasks({ pool: db.pool, stores, env: settings }), log);
// Before it says that it is ready: a stop right after that has to drain the worker.
stop = async () => {
  upkeep.stop();
  await Promise.all([documents.close(), reembedding.close(), web.close(), worker.stop()]);
  await Promise.all([models.close(), drivers.close(), topics.close(), probe.close(), tracing?.close()]);
  await broker.close();
  await Promise.all([db.close(), reserved.close()]);
  await status?.close();
};
log.info({ worker: worker.id, broker: broker.driver, status: status?.port }, "ready");
process.send?.({ ready: true });

/** It may have started runs already while it waits for the broker. */
async function stopStarting(): Promise<void> {
  starting.abort(new Error("The worker was stopped while it started."));
  await started.then(
    (worker) => worker.stop(),
    () => {},
  );
}

/** Metrics and health checks on a port of their own, when one is set. */
async function openStatus() {
  const { WORKER_METRICS_PORT: port, WORKER_METRICS_HOST: host, PATCHBAY_METRICS_TOKEN: token } = settings;
  if (port === undefined) return undefined;
  measureProcess(metrics);
  const readiness = () => workerReadiness({ pool: db.pool, broker, worker });
  return await openStatusServer({ host, port, token, metrics, readiness });
}
