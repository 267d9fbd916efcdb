/** Runs of which a step is at its last try, as two workers have ended under it (engine/tenure/suspects.ts). */
import { expect, test } from "vitest";
import type { ClaimedRun } from "../../../engine/queue/claim/claimed-run.ts";
import { claimNext, claimOwn, claimRuns, claimRunsWithin } from "../../../engine/queue/claim/sql/statements.ts";
import type { Db } from "../../../platform/database/db.ts";
import { testDatabase } from "../../helpers/database.ts";
import { type Harness, openHarness, twoNaps } from "../fixtures.ts";

/** Runs whose second worker has ended just now, under steps that were under way at the end of the first. */
async function suspected(harness: Harness, count: number): Promise<string[]> {
  const start = () => harness.start(twoNaps(5), { text: "x" });
  const runIds = await Promise.all(Array.from({ length: count }, start));
  const claim = { runIds, worker: "gone" };
  await harness.db.pool.query(claimRuns(claim));
  const steps = { "left\n": { times: 1, attempt: 1 }, "right\n": { times: 1, attempt: 1 } };
  const suspects = JSON.stringify({ losses: 1, done: 0, blind: 0, steps });
  const text = `UPDATE "Queue" SET losses = 1, suspects = $1, "dueAt" = now() WHERE "runId" = ANY($2)`;
  await harness.db.pool.query(text, [suspects, runIds]);
  return runIds;
}

const none = { workspaces: [], capacities: [], capacity: 100 };
const claims = {
  "by their ids": (runIds: string[]) => claimRuns({ runIds, worker: "b" }),
  "by their ids, within bounds": (runIds: string[]) => claimRunsWithin({ runIds, worker: "b", ...none }),
  "that are due longest": () => claimNext({ limit: 100, worker: "b", minAgeMs: 0, served: [], except: [], ...none }),
};

test.each(Object.entries(claims))(
  "a claim of runs %s takes one such run at most, and all others",
  async (_name, of) => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const last = await suspected(harness, 3);
    const others = [await harness.start(twoNaps(5), { text: "x" }), await harness.start(twoNaps(5), { text: "x" })];
    const { rows } = await db.pool.query<ClaimedRun>(of([...last, ...others]));
    const claimed = (isLastTry: boolean) => rows.filter((row) => row.isLastTry === isLastTry).map(({ id }) => id);
    expect(claimed(false).toSorted()).toEqual(others.toSorted());
    expect(claimed(true)).toHaveLength(1);
    expect(last).toContain(claimed(true)[0]);
    const again = await db.pool.query<ClaimedRun>(claimOwn({ held: others, worker: "b" }));
    expect(again.rows, "it is its last try when its claim was lost, too").toMatchObject([
      { isLastTry: true, losses: 2 },
    ]);
  },
);

const workerRow = (db: Db, more: object) =>
  db.prisma.worker.create({ data: { id: "gone", host: "h", pid: 1, version: "0", seenAt: new Date(0), ...more } });

test("a worker that was stopping when its lease ran out was ended by no step", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const runIds = await suspected(harness, 2);
  await workerRow(db, { drainingAt: new Date() });
  const { rows } = await db.pool.query<ClaimedRun>(claimRuns({ runIds, worker: "b" }));
  expect(rows.map(({ losses, isLastTry }) => ({ losses, isLastTry }))).toEqual([
    { losses: 1, isLastTry: false },
    { losses: 1, isLastTry: false },
  ]);
});

test("many such runs are tried one after the other, each by a single claim, and others come in between", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const last = await suspected(harness, 12);
  await harness.worker();
  const other = await harness.start(twoNaps(5), { text: "x" });
  for (const id of [...last, other]) expect(await harness.finished(id)).toMatchObject({ status: "succeeded" });
  const runs = await db.prisma.run.findMany({ where: { id: { in: last } }, select: { token: true } });
  expect(runs.map(({ token }) => token)).toEqual(last.map(() => 3));
});
