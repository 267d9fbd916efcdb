/**
 * A worker with the tests' node types in a process of its own, to be stopped and killed. Arguments: database, Kafka. With
 * TEST_MODEL_URL it has the credential “c” of a model server there.
 */
import { openBroker } from "../../platform/broker/open.ts";
import { openDb } from "../../platform/database/db.ts";
import { openLog } from "../../platform/log.ts";
import { openTopics } from "../../platform/topics/open.ts";
import { openReservedPools } from "../../workers/reserved-pools.ts";
import { stopOnSignals } from "../../workers/stop-signals.ts";
import { startWorker } from "../../workers/worker.ts";
import { testModels } from "../helpers/models.ts";
import { noServices, testNodeTypes, testSecret } from "./fixtures.ts";

const [databaseUrl = "", kafka = ""] = process.argv.slice(2);
const log = openLog(process.env.LOG_LEVEL ?? "silent", "worker");
const db = openDb(databaseUrl, { name: "worker-process" });
const reserved = openReservedPools(databaseUrl, "worker-process");
const kafkaBrokers = kafka === "" ? [] : kafka.split(",");
const broker = await openBroker({ kafkaBrokers, pool: db.pool, clientId: "worker-process", log, secret: testSecret });
const topics = openTopics({ kafkaBrokers, pool: db.pool, clientId: "worker-process", log });
const modelUrl = process.env.TEST_MODEL_URL;
const models =
  modelUrl === undefined
    ? undefined
    : testModels({
        credentials: {
          c: { provider: "openai-compatible", baseUrl: `${modelUrl}/v1`, host: new URL(modelUrl).host, secret: "sk" },
        },
      });
const services = models ? { ...noServices, models } : noServices;
const worker = await startWorker({
  pool: db.pool,
  topics,
  reserved,
  broker,
  // An older release knows fewer node types.
  nodeTypes: testNodeTypes.filter(({ type }) => !(process.env.TEST_UNKNOWN_TYPES ?? "").split(",").includes(type)),
  servicesFor: () => services,
  log,
});
process.on("message", (message) => {
  if (message === "throw") setImmediate(() => Promise.reject(new Error("an error of no step")));
});
process.send?.({ ready: true });
stopOnSignals({
  log,
  async stop() {
    await worker.stop();
    await topics.close();
    await broker.close();
    await models?.close();
    await Promise.all([db.close(), reserved.close()]);
  },
});
