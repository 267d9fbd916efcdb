/** workers/main.ts with the chaos tests' node types besides the product's own. */
import { openBroker } from "../../../platform/broker/open.ts";
import { openDb } from "../../../platform/database/db.ts";
import { env } from "../../../platform/env.ts";
import { openLog } from "../../../platform/log.ts";
import { openReservedPools } from "../../../workers/reserved-pools.ts";
import { openServices } from "../../../workers/services.ts";
import { stopOnSignals } from "../../../workers/stop-signals.ts";
import { startWorker } from "../../../workers/worker.ts";
import { chaosNodeTypes } from "../node-types.ts";

const settings = env();
const log = openLog(settings.LOG_LEVEL, "worker");
const db = openDb(settings.DATABASE_URL, { name: "patchbay-worker" });
const reserved = openReservedPools(settings.DATABASE_URL, "patchbay-worker");
const clientId = `patchbay-worker-${process.pid}`;
const broker = await openBroker({
  kafkaBrokers: settings.KAFKA_BROKERS,
  pool: db.pool,
  clientId,
  log,
  secret: settings.PATCHBAY_SECRET,
});
const { models, topics, servicesFor } = openServices({ db, broker, env: settings, log });
const parts = { pool: db.pool, reserved, broker, topics, servicesFor, log };
const worker = await startWorker({ ...parts, nodeTypes: chaosNodeTypes });
// The process that started this one has ended: no other would stop it.
process.once("disconnect", () => process.exit(1));
stopOnSignals({
  log,
  async stop() {
    await worker.stop();
    await Promise.all([models.close(), topics.close()]);
    await broker.close();
    await Promise.all([db.close(), reserved.close()]);
  },
});
process.send?.({ ready: true });
