/** What counting the runs at once costs: no more than the rows that are there, however many have ended before. */
import { expect, test } from "vitest";
import { setQuotas } from "../../../platform/quotas/quotas.ts";
import { testDatabase } from "../../helpers/database.ts";
import { patienceMs } from "../../helpers/patience.ts";

test("runs that have ended are not read again with each start", async () => {
  await using db = await testDatabase();
  await db.pool.query(`INSERT INTO "Workspace" (id, name, "defaultModel") VALUES ('w', 'Busy', '{}')`);
  await setQuotas(db, "w", { runsAtOnce: 500 });
  await db.pool.query(
    `INSERT INTO "Queue" ("runId", "workspaceId") SELECT 'r' || n, 'w' FROM generate_series(1, 5000) n`,
  );
  await db.pool.query(`DELETE FROM "Queue" WHERE "runId" <> 'r1'`);
  const blocksOfAStart = async () => {
    const client = await db.pool.connect();
    // What the connection has fetched since it last handed its counts over, which it does not do within a transaction.
    const fetched = async () => {
      const { rows } = await client.query(`SELECT pg_stat_get_xact_blocks_fetched('"Queue"'::regclass)::int AS blocks`);
      return Number(rows[0]?.blocks);
    };
    try {
      await client.query("BEGIN");
      const before = await fetched();
      await client.query(`SELECT "refuseRuns"('w', '[]')`);
      const after = await fetched();
      await client.query("COMMIT");
      return after - before;
    } finally {
      client.release();
    }
  };
  // No sooner than every transaction that could still see them has ended.
  await expect.poll(blocksOfAStart, { timeout: patienceMs }).toBeLessThan(10);
});
