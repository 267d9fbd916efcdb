/** The first batch of a run that was claimed inline: it decides whose the run is. */
import { expect, test } from "vitest";
import { getOutcome, outcomeFromNotification } from "../../../engine/history/read-runs.ts";
import { RunClock } from "../../../engine/journal/run-clock.ts";
import type { WriteBatch } from "../../../engine/journal/run-journal.ts";
import { writeBatches } from "../../../engine/journal/write-batches.ts";
import type { ClaimedRun } from "../../../engine/queue/claim/claimed-run.ts";
import { claimRuns } from "../../../engine/queue/claim/sql/statements.ts";
import { cancelRun } from "../../../engine/queue/control/cancel-run.ts";
import { inlineToken } from "../../../engine/queue/inline-claim.ts";
import { testDatabase } from "../../helpers/database.ts";
import { claimedRun } from "../claimed-run.ts";
import { eventsOf, type Harness, openHarness, twoNaps } from "../fixtures.ts";

const totals = { tokensIn: 0, tokensOut: 0, costUsd: 0, tokensPriced: 0 };

/** A run that a worker has claimed inline, with nothing read from the database. */
function inlineClaimOf({ workspaceId, pipelineId }: Harness, id: string, worker: string): ClaimedRun {
  const asNew = { isInlineClaim: true, anchor: null, token: inlineToken } as const;
  return claimedRun({ id, workspaceId, pipelineId, worker, snapshotId: "", ...asNew });
}

function batchOf(run: ClaimedRun, { after = 1, isClaim = true, ending }: Partial<BatchOptions> = {}): WriteBatch {
  const data = { type: "run.started" as const, worker: run.worker, token: run.token };
  const events = [{ seq: after + 1, at: 100, data }];
  const clock = new RunClock();
  clock.reach(100);
  const nothing = { totals, steps: [], blobs: [], approvals: [] };
  const of = { run, isClaim, clock, lastSeq: after + 1, events, ending };
  return { ...of, ...nothing, isLost: () => false, settle: () => {} };
}
type BatchOptions = { after: number; isClaim: boolean; ending: WriteBatch["ending"] };
const end = { status: "succeeded" as const, output: {} };

/** A run that was accepted a second ago, so that a worker may have begun with it some time ago. */
async function startEarlier(harness: Harness, text: string): Promise<string> {
  const id = await harness.start(twoNaps(1), { text });
  await harness.db.pool.query(`UPDATE "Queue" SET "createdAt" = now() - interval '1 second' WHERE "runId" = $1`, [id]);
  return id;
}

async function rowOf({ db }: Harness, id: string) {
  const text = `SELECT state, token, worker, extract(epoch FROM "dueAt" - now())::float8 AS lease,
                       extract(epoch FROM now() - "startedAt")::float8 AS age FROM "Queue" WHERE "runId" = $1`;
  return (await db.pool.query(text, [id])).rows[0];
}

/** Writes a batch by itself, or together with another run's, which other statements do. Answers whether it is written. */
function writer(harness: Harness, batchMates: string) {
  const { db, broker } = harness;
  return async (batch: WriteBatch, repeated = false): Promise<boolean> => {
    const id = batchMates === "alone" ? undefined : await harness.start(twoNaps(1), { text: "z" });
    const others = id === undefined ? [] : [batchOf(inlineClaimOf(harness, id, "z"), { ending: batch.ending })];
    const written = await writeBatches({ pool: db.pool, broker }, [batch, ...others], repeated);
    for (const { run } of others) expect(written.has(run.id)).toBe(true);
    return written.has(batch.run.id);
  };
}

test.each(["alone", "with another"] as const)(
  "the first batch, %s, gives the run its worker and a lease, and fences off any other worker that received the wake-up",
  async (batchMates) => {
    await using db = await testDatabase();
    await using harness = await openHarness(db);
    const write = writer(harness, batchMates);
    const id = await startEarlier(harness, "x");
    expect(await rowOf(harness, id)).toMatchObject({ state: "queued", token: inlineToken, worker: null });
    const [a, b] = [inlineClaimOf(harness, id, "a"), inlineClaimOf(harness, id, "b")];
    expect(await write(batchOf(a))).toBe(true);
    const row = await rowOf(harness, id);
    expect(row).toMatchObject({ state: "running", token: inlineToken, worker: "a" });
    expect(row?.lease).toBeGreaterThan(13);
    expect(row?.lease).toBeLessThan(15.1);
    expect(row?.age, "it began when the worker did").toBeGreaterThan(0.09);
    for (const repeated of [false, true]) {
      expect(await write(batchOf(b), repeated)).toBe(false);
      expect(await write(batchOf(b, { ending: end }), repeated)).toBe(false);
    }
    expect(await write(batchOf(a), true), "its answer was lost").toBe(true);
    expect(await write(batchOf(a, { after: 3, isClaim: false })), "a batch is missing before it").toBe(false);
    expect(await write(batchOf(a, { after: 2, isClaim: false, ending: end }))).toBe(true);
    expect((await eventsOf(db, id)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  },
);

const kinds = ["alone", "with another"].flatMap((batchMates) =>
  [1, 2].map((batches) => [batches, batchMates] as const),
);
test.each(kinds)("a run in %i batch(es), %s, ends with its outcome", async (batches, batchMates) => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { signal } = new AbortController();
  const write = writer(harness, batchMates);
  for (const isAwaited of [true, false]) {
    const id = await startEarlier(harness, "x");
    const [a, b] = [{ ...inlineClaimOf(harness, id, "a"), isAwaited }, inlineClaimOf(harness, id, "b")];
    const ended = harness.watcher.ended(id, 10_000, signal);
    const failed = { status: "failed" as const, error: { code: "node_failed" as const, message: "It broke." } };
    for (let after = 1; after < batches; after += 1) expect(await write(batchOf(a, { after }))).toBe(true);
    const last = { after: batches, isClaim: batches === 1, ending: failed };
    expect(await write(batchOf(b, { ...last, isClaim: false })), "another's").toBe(false);
    expect(await write(batchOf(a, last))).toBe(true);
    expect(await write(batchOf(b, { ending: end }))).toBe(false);
    expect(await write(batchOf(a, last), true), "its answer was lost").toBe(true);
    const run = await harness.finished(id);
    expect(run).toMatchObject({ ...failed, output: null, lastSeq: batches + 1 });
    expect(Date.parse(run.finishedAt ?? "") - Date.parse(run.startedAt ?? "")).toBeGreaterThan(90);
    expect(await rowOf(harness, id)).toBeUndefined();
    expect((await eventsOf(db, id)).map(({ seq }) => seq)).toEqual([1, 2, 3].slice(0, batches + 1));
    // Where many end together, some of them new and some not, what came of them is read.
    const isAlong = isAwaited && (batches === 1 || batchMates === "alone");
    const outcome = isAlong ? { id, ...failed } : undefined;
    expect((await ended)?.outcome).toEqual(outcome && expect.objectContaining(outcome));
  }
});

test("the first batch can be the last, or park the run", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { broker } = harness;
  const [ended, parked] = [await startEarlier(harness, "x"), await startEarlier(harness, "y")];
  const batches = [
    batchOf(inlineClaimOf(harness, ended, "a"), { ending: end }),
    batchOf(inlineClaimOf(harness, parked, "a"), { ending: { status: "waiting", waitMs: null } }),
  ];
  expect(await writeBatches({ pool: db.pool, broker }, batches)).toEqual(new Set([ended, parked]));
  const run = await harness.finished(ended);
  expect(run).toMatchObject({ status: "succeeded" });
  expect(Date.parse(run.startedAt ?? "")).toBeLessThan(Date.parse(run.finishedAt ?? ""));
  expect(await rowOf(harness, parked)).toMatchObject({ state: "waiting", worker: null, token: inlineToken });
});

test("the end of an awaited run carries its outcome, where it is written and not too long", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { broker, watcher, workspaceId } = harness;
  const start = async (isAwaited: boolean) => {
    const id = await startEarlier(harness, "x");
    return { ...inlineClaimOf(harness, id, "a"), isAwaited };
  };
  const runs = [await start(true), await start(true), await start(false), await start(true)] as const;
  const [brief, long, unasked, stolen] = runs;
  await db.pool.query(claimRuns({ runIds: [stolen.id], worker: "b" }));
  const { signal } = new AbortController();
  const ends = Promise.all(runs.map(({ id }) => watcher.ended(id, id === stolen.id ? 1000 : 10_000, signal)));
  const output = { text: 'é"', list: [1, null] };
  const batches = [
    batchOf(brief, { ending: { status: "succeeded", output } }),
    batchOf(long, { ending: { status: "succeeded", output: { text: "é".repeat(4000) } } }),
    batchOf(unasked, { ending: end }),
    batchOf(stolen, { ending: end }),
  ];
  const written = await writeBatches({ pool: db.pool, broker }, batches);
  expect(written).toEqual(new Set([brief.id, long.id, unasked.id]));
  const [ended, tooLong, notAsked, notWritten] = await ends;
  for (const change of [tooLong, notAsked]) expect(change).toEqual({ finished: true, seq: 2, outcome: undefined });
  expect(notWritten).toBeUndefined();
  expect(outcomeFromNotification(ended?.outcome ?? {}, workspaceId)).toEqual(
    await getOutcome(db, workspaceId, brief.id),
  );
  expect(outcomeFromNotification(ended?.outcome ?? {}, "another")).toBeUndefined();
});

test("a claim or a cancel before the first batch shuts the wake-up's tenure out", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { broker, workspaceId } = harness;
  const claimed = await harness.start(twoNaps(1), { text: "x" });
  const cancelled = await harness.start(twoNaps(1), { text: "y" });
  const { rows } = await db.pool.query<ClaimedRun>(claimRuns({ runIds: [claimed], worker: "b" }));
  expect(rows).toMatchObject([{ token: inlineToken + 1, isNew: true, former: null }]);
  await cancelRun({ pool: db.pool, broker }, { workspaceId, runId: cancelled });
  for (const id of [claimed, cancelled]) {
    for (const repeated of [false, true]) {
      const run = inlineClaimOf(harness, id, "a");
      expect(await writeBatches({ pool: db.pool, broker }, [batchOf(run)], repeated)).toEqual(new Set());
      expect(await writeBatches({ pool: db.pool, broker }, [batchOf(run, { ending: end })], repeated)).toEqual(
        new Set(),
      );
    }
  }
  expect((await harness.finished(cancelled)).status).toBe("cancelled");
});
