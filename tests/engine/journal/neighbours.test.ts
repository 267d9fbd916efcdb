/** What keeps one run from holding up the others of its worker: in the journal's statements, its bounds, and the leases. */
import { expect, test } from "vitest";
import { makeJournal } from "../../../engine/journal/journal.ts";
import { RunJournal } from "../../../engine/journal/run-journal.ts";
import type { ClaimedRun } from "../../../engine/queue/claim/claimed-run.ts";
import { claimRuns, extendLeases } from "../../../engine/queue/claim/sql/statements.ts";
import { openLog } from "../../../platform/log.ts";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, type Harness, openHarness, twoNaps } from "../fixtures.ts";
import { interceptQueries } from "../intercept-queries.ts";

async function claimed(harness: Harness, count: number): Promise<ClaimedRun[]> {
  const starts = Array.from({ length: count }, (_, index) => harness.start(twoNaps(1), { text: `${index}` }));
  const runIds = await Promise.all(starts);
  await harness.db.pool.query(`UPDATE "Queue" SET "dueAt" = now()`);
  return (await harness.db.pool.query<ClaimedRun>(claimRuns({ runIds, worker: "a" }))).rows;
}

const fill = (journal: RunJournal, events: number) => {
  for (let index = 0; index < events; index += 1) journal.event({ type: "run.waiting", waitMs: index });
};

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
  const telemetry = { wrote: () => {}, retriedWrite: () => {} };
  const makes = makeJournal({ pool, broker: harness.broker, log: openLog("silent", "test"), telemetry });
  const journals = runs.map((run) => makes.open(run, () => {}));
  for (const journal of journals) fill(journal, 2000);
  await Promise.all(journals.map((journal) => journal.durable()));
  expect(statements, "a run each").toEqual([1, 1, 1]);
  for (const { id } of runs) expect((await eventsOf(db, id)).map(({ seq }) => seq)).toHaveLength(2001);
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
