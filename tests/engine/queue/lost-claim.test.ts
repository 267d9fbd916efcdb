/** The database claims runs for a worker, and the worker does not learn of it. */
import type pg from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, openHarness, twoNaps } from "../fixtures.ts";

const isClaim = (query: unknown) =>
  typeof query === "object" && query !== null && "name" in query && /^claim-(runs|next)/.test(String(query.name));

/** A pool that loses the answer to the first claim that took something: it is committed, and the worker does not learn of it. */
function loseFirstClaim(pool: pg.Pool): { pool: pg.Pool; lost: string[] } {
  const lost: string[] = [];
  async function query(asked: string | pg.QueryConfig, values?: unknown[]) {
    const result = await pool.query<{ id: string }>(asked, values);
    if (lost.length > 0 || !isClaim(asked) || result.rows.length === 0) return result;
    lost.push(...result.rows.map((row) => row.id));
    throw Object.assign(new Error("Connection terminated unexpectedly"), { code: "ECONNRESET" });
  }
  const get = (target: pg.Pool, name: string | symbol) => {
    if (name === "query") return query;
    const value: unknown = Reflect.get(target, name);
    return typeof value === "function" ? value.bind(target) : value;
  };
  return { pool: new Proxy(pool, { get }), lost };
}

test("a claim whose answer was lost is recovered by the next claim, long before its lease expires", async () => {
  await using db = await testDatabase();
  const { pool, lost } = loseFirstClaim(db.pool);
  await using harness = await openHarness({ ...db, pool });
  const ids = await Promise.all([1, 2, 3].map((n) => harness.start(twoNaps(20), { text: `${n}` })));
  const began = performance.now();
  await harness.worker();
  for (const id of ids) expect((await harness.finished(id, 12)).status).toBe("succeeded");
  expect(lost.length, "an answer was lost").toBeGreaterThan(0);
  expect(performance.now() - began, "a lease is 15 s").toBeLessThan(12_000);
  for (const id of lost) {
    const tenures = (await eventsOf(db, id)).flatMap(({ data }) => (data.type === "run.started" ? [data.token] : []));
    expect(tenures, "only the second claim began it, behind the wake-up's own token and the first").toEqual([3]);
  }
}, 40_000);
