/** What keeps one run from holding up the others of its worker: in the journal's statements, its bounds, and the leases. */
import { expect, test } from "vitest";
import { makeJournal } from "../../../engine/journal/journal.ts";
import { RunJournal } from "../../../engine/journal/run-journal.ts";
import type { ClaimedRun } from "../../../engine/queue/claim/claimed-run.ts";
import { keepLeases } from "../../../engine/queue/claim/lease.ts";
import { claimRuns, extendLeases } from "../../../engine/queue/claim/sql/statements.ts";
import { openPool } from "../../../platform/database/db.ts";
import { openLog } from "../../../platform/log.ts";
import { openReservedPools } from "../../../workers/reserved-pools.ts";
import { testDatabase } from "../../helpers/database.ts";
import { patienceMs } from "../../helpers/patience.ts";
import { eventsOf, type Harness, openHarness, twoNaps } from "../fixtures.ts";
import { interceptQueries } from "../intercept-queries.ts";

async function claimed(harness: Harness, count: number): Promise<ClaimedRun[]> {
  const starts = Array.from({ length: count }, (_, index) => harness.start(twoNaps(1), { text: `${index}` }));
  const runIds = await Promise.all(starts);
  await harness.db.pool.query(`UPDATE "Queue" SET "dueAt" = now()`);
  return (await harness.db.pool.query<ClaimedRun>(claimRuns({ runIds, worker: "a" }))).rows;
}

/** Whether a statement writes a run: by itself, or in a column of rows. Lists name runs of earlier statements. */
const isOf = (id: string, values: readonly unknown[]) =>
  values.some((value) => value === id || (Buffer.isBuffer(value) && value.includes(id)));

const fill = (journal: RunJournal, events: number) => {
  for (let index = 0; index < events; index += 1) journal.event({ type: "run.waiting", waitMs: index });
};

const quiet = { log: openLog("silent", "test"), telemetry: { wrote() {}, retriedWrite() {} } };

test("a run far ahead of the disk has no room, until its batch is on the way", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const [run] = await claimed(harness, 1);
  if (!run) throw new Error("no run was claimed");
  const journal = new RunJournal(run, { wake: () => {}, onLost: () => {} });
  let calls = 0;
  const hasRoom = () =>
    journal.hasRoom(() => {
      calls += 1;
    });
  fill(journal, 499);
  expect(hasRoom()).toBe(true);
  fill(journal, 1);
  expect(hasRoom()).toBe(false);
  expect(journal.takeBatch().events).toHaveLength(500);
  expect(calls, "not while batches are being taken").toBe(0);
  await expect.poll(() => calls).toBe(1);
  expect(hasRoom()).toBe(true);
  journal.store({ text: "x".repeat(1_000_000) });
  expect(hasRoom(), "bytes count as well").toBe(false);
  expect(journal.bytes, "the run holds it").toBeGreaterThan(1_000_000);
  const held = journal.bytes;
  journal.store({ text: "x".repeat(1_000_000) }, { isIterated: true });
  expect(journal.bytes, "what an item's steps had is not held").toBe(held);
  journal.lose();
  expect(hasRoom(), "what is lost waits for nothing").toBe(true);
});

test("large batches of several runs go in statements of their own, and none is lost", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const runs = await claimed(harness, 3);
  const statements: number[] = [];
  const pool = interceptQueries(db.pool, async ({ name, run }) => {
    const answer = await run();
    if (name.startsWith("write-")) statements.push(answer.rows.length);
    return answer;
  });
  const makes = makeJournal({ pool, broker: harness.broker, ...quiet });
  const journals = runs.map((run) => makes.open(run, () => {}));
  for (const journal of journals) fill(journal, 2000);
  await Promise.all(journals.map((journal) => journal.durable()));
  expect(statements, "a run each").toEqual([1, 1, 1]);
  for (const { id } of runs) expect((await eventsOf(db, id)).map(({ seq }) => seq)).toHaveLength(2001);
});

test("a run with much to write, or with a large value, keeps no other waiting, and its own batches follow each other", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const [many, bulky, small] = await claimed(harness, 3);
  if (!many || !bulky || !small) throw new Error("no runs were claimed");
  const held = Promise.withResolvers<void>();
  let writes = 0;
  const pool = interceptQueries(db.pool, async ({ name, values, run }) => {
    if (!name.startsWith("write-")) return await run();
    writes += 1;
    const isSmall = isOf(small.id, values);
    if (!isSmall) await held.promise;
    return await run();
  });
  const journal = makeJournal({ pool, broker: harness.broker, ...quiet });
  const [first, second, third] = [many, bulky, small].map((run) => journal.open(run, () => {}));
  if (!first || !second || !third) throw new Error("no journals");
  fill(first, 200);
  second.store({ text: "x".repeat(100_000) });
  fill(second, 1);
  const large = [first.durable(), second.durable()];
  await expect.poll(() => writes).toBe(1);
  fill(first, 1);
  const later = first.durable();
  for (let batch = 0; batch < 3; batch += 1) {
    fill(third, 1);
    await third.durable();
  }
  expect(writes, "the large runs are still at their first").toBe(4);
  held.resolve();
  await Promise.all([...large, later]);
  await journal.idle();
  expect((await eventsOf(db, many.id)).map(({ seq }) => seq)).toEqual(Array.from({ length: 202 }, (_, at) => at + 1));
  expect(await eventsOf(db, small.id)).toHaveLength(4);
});

const timeouts = {
  "the server gave it up": Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" }),
  "its answer was late": new Error("Query read timeout"),
};

test.each(Object.entries(timeouts))(
  "a statement that took too long, where %s, is sent again in halves",
  async (_, timeout) => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const runs = await claimed(harness, 5);
    const statements: number[] = [];
    const patient: number[] = [];
    const withTimeouts = (statements: number[], isLate: (size: number) => boolean) =>
      interceptQueries(db.pool, async ({ name, values, run }) => {
        if (!name.startsWith("write-")) return await run();
        const size = runs.filter(({ id }) => isOf(id, values)).length;
        statements.push(size);
        if (isLate(size)) throw timeout;
        return await run();
      });
    const pools = {
      pool: withTimeouts(statements, (size) => size !== 2),
      patientPool: withTimeouts(patient, () => false),
    };
    const journal = makeJournal({ ...pools, broker: harness.broker, ...quiet });
    const journals = runs.map((run) => journal.open(run, () => {}));
    for (const each of journals) fill(each, 3);
    await Promise.all(journals.map((each) => each.durable()));
    expect(statements).toEqual([5, 3, 2, 2]);
    expect(patient, "what is alone has more time").toEqual([1]);
    for (const { id } of runs) expect((await eventsOf(db, id)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  },
);

test("what was written, and only its answer was lost, is not sent again", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const runs = await claimed(harness, 4);
  let writes = 0;
  const pool = interceptQueries(db.pool, async ({ name, run }) => {
    const answer = await run();
    if (!name.startsWith("write-")) return answer;
    writes += 1;
    if (writes === 1) throw timeouts["its answer was late"];
    return answer;
  });
  const journal = makeJournal({ pool, broker: harness.broker, ...quiet });
  const journals = runs.map((run) => journal.open(run, () => {}));
  for (const each of journals) fill(each, 3);
  const ends = journals.map((each, at) => {
    if (at === 0) return each.end({ status: "succeeded", output: {} });
    return at === 1 ? each.park(null) : each.durable();
  });
  await Promise.all(ends);
  expect(writes).toBe(1);
  expect((await harness.finished(runs[0]?.id ?? "")).status).toBe("succeeded");
  const lengths = await Promise.all(runs.map(async ({ id }) => (await eventsOf(db, id)).length));
  expect(lengths).toEqual([5, 5, 4, 4]);
});

test("the server itself gives up a statement that takes too long, before this side does", async () => {
  await using db = await testDatabase();
  const pool = openPool(db.url, { max: 1, name: "brief", statementMs: 100 });
  try {
    await expect(pool.query("SELECT pg_sleep(60)")).rejects.toMatchObject({ code: "57014" });
    const { rows } = await db.pool.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'brief' AND state = 'active'`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  } finally {
    await pool.end();
  }
});

test("a locked row keeps no other lease from being extended, and its own is not lost", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const runs = await claimed(harness, 2);
  const [first, second] = runs.map(({ id }) => id);
  const client = await db.pool.connect();
  const extend = async () => {
    const leases = { runIds: runs.map(({ id }) => id), tokens: runs.map(({ token }) => token), worker: "a" };
    const { rows } = await db.pool.query<{ id: string; isExtended: boolean }>(extendLeases(leases));
    return Object.fromEntries(rows.map(({ id, isExtended }) => [id, isExtended]));
  };
  try {
    await client.query("BEGIN");
    await client.query(`SELECT 1 FROM "Queue" WHERE "runId" = $1 FOR UPDATE`, [first]);
    expect(await extend()).toEqual({ [first ?? ""]: false, [second ?? ""]: true });
    await client.query("COMMIT");
    expect(await extend()).toEqual({ [first ?? ""]: true, [second ?? ""]: true });
  } finally {
    client.release();
  }
  await db.pool.query(`UPDATE "Queue" SET token = token + 1 WHERE "runId" = $1`, [first]);
  expect(await extend(), "a run that was taken over is missing").toEqual({ [second ?? ""]: true });
});

test("leases are extended while all other connections are busy, those of the journal included", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const [run] = await claimed(harness, 1);
  if (!run) throw new Error("no run was claimed");
  const reserved = openReservedPools(db.url, "test");
  const busy = await Promise.all([reserved.journal.connect(), reserved.journal.connect()]);
  const others = await Promise.all([db.pool.connect(), db.pool.connect(), db.pool.connect()]);
  await db.pool.query(`UPDATE "Queue" SET "dueAt" = now() + interval '1 second'`);
  const tenure = { run, isOurs: () => true, cancel() {}, abandon() {} };
  const leases = keepLeases({
    ...{ pool: reserved.leases, log: openLog("silent", "test"), workerId: "a" },
    active: new Map([[run.id, tenure]]),
  });
  try {
    const left = async () => {
      const { rows } = await db.pool.query(`SELECT extract(epoch FROM "dueAt" - now())::float8 AS left FROM "Queue"`);
      return rows[0]?.left;
    };
    await expect.poll(left, { timeout: patienceMs }).toBeGreaterThan(10);
  } finally {
    leases.stop();
    for (const client of [...busy, ...others]) client.release();
    await reserved.close();
  }
});
