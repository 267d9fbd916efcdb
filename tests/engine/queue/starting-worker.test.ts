import { expect, test } from "vitest";
import { aliveWorkers } from "../../../engine/queue/claim/sql/statements.ts";
import type { Broker } from "../../../platform/broker/broker.ts";
import { openBroker } from "../../../platform/broker/open.ts";
import { openLog } from "../../../platform/log.ts";
import { startWorker } from "../../../workers/worker.ts";
import { testDatabase } from "../../helpers/database.ts";
import { noServices, testNodeTypes } from "../fixtures.ts";

/** A broker that takes its time over what it is asked to listen to. */
function slowToListen(broker: Broker) {
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>();
  const listen: Broker["listen"] = async (options) => {
    onAsked();
    await open;
    return await broker.listen(options);
  };
  return { broker: Object.assign(Object.create(broker), { ...broker, listen }) as Broker, asked, letGo };
}

test("a worker that starts is left no wake-up before it receives them", async () => {
  await using db = await testDatabase();
  const log = openLog("silent", "test");
  const own = await openBroker({ pool: db.pool, clientId: "starting", log });
  const { broker, asked, letGo } = slowToListen(own);
  const alive = async () => (await db.pool.query(aliveWorkers({ worker: "" }))).rowCount;
  const starting = startWorker({ pool: db.pool, broker, nodeTypes: testNodeTypes, servicesFor: () => noServices, log });
  await asked;
  expect(await alive()).toBe(0);
  letGo();
  const worker = await starting;
  expect(await alive()).toBe(1);
  await worker.stop();
  await own.close();
});
