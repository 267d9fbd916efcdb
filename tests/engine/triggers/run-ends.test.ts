/** Listening for the ends of runs while the broker is away for a moment. */
import { expect, test } from "vitest";
import { makeRunEnds } from "../../../engine/triggers/topics/run-ends.ts";
import type { Subscription } from "../../../platform/broker/broker.ts";
import { withNotices } from "../../../platform/broker/kafka/with-notices.ts";
import { silentLog } from "../../../platform/broker/log.ts";
import { openBroker } from "../../../platform/broker/open.ts";
import { openDb } from "../../../platform/database/db.ts";
import { newId } from "../../../platform/ids.ts";
import { openLog } from "../../../platform/log.ts";
import { testDatabase } from "../../helpers/database.ts";

test("a listener that the broker did not take is asked for again until it does", async () => {
  await using db = await testDatabase();
  const real = await openBroker({ pool: db.pool, clientId: "ends" });
  const log = openLog("silent", "test");
  let asked = 0;
  let taken = 0;
  const broker: typeof real = {
    ...real,
    async listen(options) {
      asked += 1;
      if (asked < 3) throw new Error("timeout expired");
      const subscription = await real.listen(options);
      taken += 1;
      return closing(subscription, () => {
        taken -= 1;
      });
    },
  };
  const ends = makeRunEnds({ pool: db.pool, broker, log });
  // A run that was deleted: the poll answers, listener or not.
  expect(await ends.of({ id: newId(), created: true })).toBe("cancelled");
  await expect.poll(() => taken).toBe(1);
  expect(asked).toBe(3);
  await ends.close();
  expect(taken).toBe(0);
  await real.close();
});

test("a listener of Kafka is closed when the one beside it could not be opened", async () => {
  await using db = await testDatabase();
  const real = await openBroker({ pool: db.pool, clientId: "ends" });
  const gone = openDb("postgres://patchbay@127.0.0.1:1/none", { max: 1, name: "test" });
  let open = 0;
  const counted: typeof real = {
    ...real,
    async listen(options) {
      const subscription = await real.listen(options);
      open += 1;
      return closing(subscription, () => {
        open -= 1;
      });
    },
  };
  const broker = withNotices(counted, { pool: gone.pool, log: silentLog });
  await expect(broker.listen({ topics: ["patchbay.events"], handle() {} })).rejects.toThrow(/ECONNREFUSED/);
  expect(open).toBe(0);
  await broker.close();
  await gone.close();
});

const closing = (subscription: Subscription, onClosed: () => void): Subscription => ({
  async close() {
    await subscription.close();
    onClosed();
  },
});
