/** The database claims runs for a worker, and the worker does not learn of it. */
import type pg from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, openHarness, twoNaps } from "../fixtures.ts";
import { interceptQueries } from "../intercept-queries.ts";

/** A pool that loses the answer to the first claim that took something: it is committed, and the worker does not learn of it. */
function loseFirstClaim(pool: pg.Pool) {
  const lost: string[] = [];
  const recovered: string[] = [];
  const intercepted = interceptQueries(pool, async ({ name, run }) => {
    const result = await run();
    const ids = result.rows.flatMap((row) => ("id" in row ? [String(row.id)] : []));
    if (name === "claim-own") recovered.push(...ids);
    if (lost.length > 0 || !/^claim-(runs|next)/.test(name)) return result;
    lost.push(...ids);
    if (lost.length === 0) return result;
    throw Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
  });
  return { pool: intercepted, lost, recovered };
}

test("a claim whose answer was lost is recovered by the next claim, long before its lease expires", async () => {
  await using db = await testDatabase();
  const { pool, lost, recovered } = loseFirstClaim(db.pool);
  await using harness = await openHarness({ ...db, pool });
  const ids = await Promise.all([1, 2, 3].map((n) => harness.start(twoNaps(20), { text: `${n}` })));
  await harness.worker();
  for (const id of ids) expect((await harness.finished(id)).status).toBe("succeeded");
  expect(lost.length, "an answer was lost").toBeGreaterThan(0);
  expect(recovered.toSorted(), "by the worker's own name, not by the end of the lease").toEqual(lost.toSorted());
  for (const id of lost) {
    const tenures = (await eventsOf(db, id)).flatMap(({ data }) => (data.type === "run.started" ? [data.token] : []));
    expect(tenures, "only the second claim began it, behind the wake-up's own token and the first").toEqual([3]);
  }
});
