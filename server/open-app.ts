import { openCollections } from "../collections/collections.ts";
import { openDrivers } from "../collections/drivers.ts";
import { openProviderModels } from "../collections/provider-models.ts";
import { openWatcher } from "../engine/history/run-events.ts";
import { makeCatalogue } from "../nodes/catalogue.ts";
import type { NodeType } from "../nodes/define.ts";
import { nodeTypes } from "../nodes/index.ts";
import { type Models, openModels } from "../nodes/models/models.ts";
import { kafkaSecurityOf } from "../platform/broker/kafka/kafka-settings.ts";
import { openBroker } from "../platform/broker/open.ts";
import { startBrokerProbe } from "../platform/broker/probe.ts";
import { type Db, openDb, openPool } from "../platform/database/db.ts";
import type { Env } from "../platform/env.ts";
import { openObjectStores } from "../platform/files/object-store.ts";
import { makeGuardedFetch } from "../platform/guarded-fetch.ts";
import type { Log } from "../platform/log.ts";
import { makeMailer } from "../platform/mail/mailer.ts";
import { measureBroker, measureProbe } from "../platform/metrics/broker-metrics.ts";
import { type Metrics, measurePool, openMetrics } from "../platform/metrics/registry.ts";
import { readPrice } from "../platform/model-prices.ts";
import { answerInTime } from "../platform/topics/answer-in-time.ts";
import { openTopics } from "../platform/topics/open.ts";
import { openTracing } from "../platform/tracing.ts";
import { type OpenCredential, readCredential } from "../platform/vault/credentials.ts";
import { secretsOf } from "../platform/vault/secrets.ts";
import { openVault } from "../platform/vault/vault.ts";
import { openMeters, outsideOfRuns } from "../state/budget/meter.ts";
import type { AppContext } from "./app-context.ts";
import { openAuditLog } from "./audit/audit-log.ts";
import { openAuditedAuth } from "./auth/audited-auth.ts";
import { makeCheckConfig } from "./check-config.ts";
import { openWebLocalModels } from "./local-models/local-models.ts";
import { publishToCloudWatch } from "./metrics/cloudwatch.ts";
import { measureQuotas } from "./metrics/quota-metrics.ts";
import { measureAcceptedRuns, measureQueue } from "./metrics/web-metrics.ts";
import { openWebModels } from "./models/web-models.ts";
import { openDraftWatcher } from "./pipelines/draft-changes.ts";
import { openSchemas } from "./topics/open-schemas.ts";

/** Opens everything the web process works with. Closing goes the other way round. */
export async function openApp(
  env: Env,
  log: Log,
  types: readonly NodeType[] = nodeTypes,
): Promise<AppContext & { close(): Promise<void> }> {
  const db = openDb(env.DATABASE_URL, { name: "patchbay-web", max: 12 });
  const { prisma, pool } = db;
  const watchPool = openPool(env.DATABASE_URL, { name: "patchbay-web-watch", max: 2, statementMs: 5000 });
  const metrics = openMetrics("web");
  const tracing = await openTracing("web", { env, log });
  const kafka = { kafkaBrokers: env.KAFKA_BROKERS, kafkaSecurity: kafkaSecurityOf(env) };
  const { broker, probe } = await openMeasuredBroker(env, { metrics, log });
  measurePool(metrics, pool);
  const watcher = await openWatcher({ pool, broker });
  const drafts = await openDraftWatcher({ pool, broker, log });
  const vault = openVault(prisma, secretsOf(env));
  const fetch = makeGuardedFetch({ privateHosts: env.PATCHBAY_PRIVATE_HOSTS });
  const models = openOwnModels(env);
  const stores = openObjectStores(env);
  const localModels = openWebLocalModels({ db, env, fetch, stores, log });
  const read = (workspaceId: string, id: string) => readCredential({ prisma, vault, fetch }, workspaceId, id);
  const pinecone = { readCredential: read, apiKey: env.PINECONE_API_KEY, baseUrl: env.PINECONE_BASE_URL, fetch };
  const drivers = openDrivers({ pool, pinecone });
  const providerModels = openCollectionModels(models, { db, read });
  const audit = openAuditLog({ prisma, env, log });
  const own = { readCredential: read, privateHosts: env.PATCHBAY_PRIVATE_HOSTS, pool, log };
  const topics = answerInTime(openTopics({ ...kafka, ...own, clientId: "patchbay-web" }));
  const readings = measureQueue(metrics, watchPool, topics);
  measureQuotas(metrics, watchPool);
  const cloudWatch = publishToCloudWatch({ installation: env.PATCHBAY_CLOUDWATCH, readings });
  return {
    env,
    ...{ db, watchPool },
    broker,
    watcher,
    drafts,
    catalogue: makeCatalogue(types),
    checkConfig: makeCheckConfig(types),
    models: openWebModels({ prisma, vault, fetch, models, localModels }),
    localModels,
    collections: (workspaceId) =>
      openCollections({ prisma, pool, broker, drivers, stores, ...providerModels }, workspaceId),
    stores,
    ...{ topics, ...openSchemas(fetch, read) },
    vault,
    fetch,
    mailer: makeMailer({ privateHosts: env.PATCHBAY_PRIVATE_HOSTS }),
    audit,
    ...openAuditedAuth({ prisma, env, log, audit }),
    metrics,
    acceptedRuns: measureAcceptedRuns(metrics),
    ...{ tracing, log, brokerLagMs: probe.ms },
    async close() {
      await Promise.all([watcher.close(), drafts.close(), probe.close(), cloudWatch.close()]);
      await Promise.all([broker.close(), topics.close(), models.close(), localModels.close(), tracing?.close()]);
      await drivers.close();
      await Promise.all([db.close(), watchPool.end()]);
    },
  };
}

async function openMeasuredBroker(env: Env, { metrics, log }: { metrics: Metrics; log: Log }) {
  const opened = await openBroker({
    kafkaBrokers: env.KAFKA_BROKERS,
    kafkaSecurity: kafkaSecurityOf(env),
    databaseUrl: env.DATABASE_URL,
    clientId: "patchbay-web",
    secret: env.PATCHBAY_SECRET,
    otherSecrets: env.PATCHBAY_OTHER_SECRETS,
    log,
  });
  const broker = measureBroker(metrics, opened);
  // The probe bypasses the counters: it is not traffic.
  const probe = await startBrokerProbe(opened, { log });
  measureProbe(metrics, probe);
  return { broker, probe };
}

/** The web process only embeds search words; it chats with no model. */
function openOwnModels({ PATCHBAY_HOME: home, PATCHBAY_MODELS: mode }: Env): Models {
  return openModels({
    ...{ home, mode, readCredential: async () => undefined },
    readDefaultModel: async () => ({ provider: "built-in", model: "" }),
  });
}

type Reading = { db: Db; read(workspaceId: string, id: string): Promise<OpenCredential | undefined> };

/** What people and the API search for counts for their workspace. */
function openCollectionModels(models: Models, { db: { prisma, pool }, read }: Reading) {
  const meters = openMeters(pool);
  return openProviderModels(models, {
    readCredential: read,
    readPrice: (workspaceId, names, provider) => readPrice(prisma, workspaceId, { names, provider }),
    meterOf: (workspaceId) => meters.of(() => outsideOfRuns(workspaceId)),
  });
}
