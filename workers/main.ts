/**
 * The worker process. It hears doorbells, claims runs and carries them to their end (worker.ts), and takes uploaded
 * documents in (documents.ts). The first SIGTERM or SIGINT drains it, a second one ends it at once: what it held is found
 * by another worker either way.
 */
import { nodeTypes } from "../nodes/index.ts";
import { openBroker } from "../server/broker/open.ts";
import { openDb } from "../server/db.ts";
import { env } from "../server/env.ts";
import { openLog } from "../server/log.ts";
import { startDocumentIntake } from "./documents.ts";
import { openServices } from "./services.ts";
import { startWorker } from "./worker.ts";

const settings = env();
const log = openLog(settings.LOG_LEVEL, "worker");
const db = openDb(settings.DATABASE_URL, { name: "patchbay-worker" });
const clientId = `patchbay-worker-${process.pid}`;
const broker = await openBroker({ kafkaBrokers: settings.KAFKA_BROKERS, pool: db.pool, clientId, log });
const { models, drivers, servicesFor } = openServices({ db, broker, env: settings });
const worker = await startWorker({ pool: db.pool, broker, nodeTypes, servicesFor, log });
const embed = (texts: readonly string[], signal: AbortSignal) => models.embed(texts, signal);
const documents = await startDocumentIntake({ pool: db.pool, broker, drivers, embed, log });
log.info({ worker: worker.id, broker: broker.driver }, "ready");
process.send?.({ ready: true });

let isStopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal, running: worker.running() }, "stopping");
    void stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, "the worker did not stop cleanly");
        process.exit(1);
      },
    );
  });
}

async function stop(): Promise<void> {
  await Promise.all([documents.close(), worker.stop()]);
  await models.close();
  await broker.close();
  await db.close();
}
