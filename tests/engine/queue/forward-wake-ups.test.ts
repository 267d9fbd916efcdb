/** Wake-ups that reach a worker without capacity. */
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { openHarness, twoNaps } from "../fixtures.ts";

/** The sweep leaves a run alone for this long, in which its wake-up may reach a worker. */
const sweepPatienceMs = 1000;
const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

test.each(drivers)(
  "over %s, a full worker forwards wake-ups to one with capacity before any sweep",
  async (_, kafka) => {
    await using db = await testDatabase();
    await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
    const full = await harness.worker({ runs: 1 });
    const long = await harness.start(twoNaps(60_000), { text: "long" });
    await expect.poll(() => full.capacity()).toBe(0);
    await harness.worker();
    const waits = async () => {
      const ids: string[] = [];
      // One by one: runs that are asked for together share a wake-up.
      for (let n = 0; n < 12; n += 1) ids.push(await harness.start(twoNaps(1), { text: `${n}` }));
      await Promise.all(ids.map((id) => harness.finished(id)));
      const text = `SELECT max(extract(epoch FROM "startedAt" - "createdAt"))::float8 * 1000 AS ms FROM "Run" WHERE id = ANY($1)`;
      return (await db.pool.query<{ ms: number }>(text, [ids])).rows[0]?.ms;
    };
    // A busy machine may be late once; that all twelve reach the worker with capacity by chance does not happen.
    await expect.poll(waits).toBeLessThan(sweepPatienceMs);
    expect((await harness.finished(long, 0)).status).toBe("running");
  },
);
