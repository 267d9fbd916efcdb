/** The fence of the journal, asked directly: who may write, where, and what a batch that is sent again comes to. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { expect, test } from "vitest";
import { makeJournal } from "../../../engine/journal/journal.ts";
import { RunClock } from "../../../engine/journal/run-clock.ts";
import type { WriteBatch } from "../../../engine/journal/run-journal.ts";
import { writeBatches } from "../../../engine/journal/write-batches.ts";
import type { ClaimedRun } from "../../../engine/queue/claim/claimed-run.ts";
import { claimRuns } from "../../../engine/queue/claim/sql/statements.ts";
import { openLog } from "../../../platform/log.ts";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { eventsOf, graphOf, type Harness, openHarness, textField, twoNaps } from "../fixtures.ts";

const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

async function claim({ db }: Harness, id: string, worker: string): Promise<ClaimedRun> {
  await db.pool.query(`UPDATE "Queue" SET "dueAt" = now() WHERE "runId" = $1`, [id]);
  const { rows } = await db.pool.query<ClaimedRun>(claimRuns({ runIds: [id], worker }));
  const [run] = rows;
  if (!run) throw new Error("the run was not claimed");
  return run;
}

/** A batch of one event behind `after`; with an ending, the run's last. */
function batchOf(run: ClaimedRun, after: number, ending?: WriteBatch["ending"]): WriteBatch {
  const data = { type: "run.started" as const, worker: run.worker, token: run.token };
  const events = [{ seq: after + 1, at: 0, data }];
  const isClaim = run.isInlineClaim ?? false;
  const nothing = {
    isClaim,
    clock: new RunClock(),
    totals: { tokensIn: 0, tokensOut: 0, costUsd: 0, tokensPriced: 0 },
    steps: [],
    blobs: [],
    approvals: [],
  };
  return { run, lastSeq: after + 1, events, ending, isLost: () => false, settle: () => {}, ...nothing };
}

test("a batch whose answer was lost is known as written when it is sent again", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { broker } = harness;
  const id = await harness.start(twoNaps(1), { text: "x" });
  const run = await claim(harness, id, "a");
  const batch = batchOf(run, run.lastSeq);
  expect(await writeBatches({ pool: db.pool, broker }, [batch])).toEqual(new Set([id]));
  expect(await writeBatches({ pool: db.pool, broker }, [batch], true)).toEqual(new Set([id]));
  const last = batchOf(run, run.lastSeq + 1, { status: "succeeded", output: {} });
  expect(await writeBatches({ pool: db.pool, broker }, [last])).toEqual(new Set([id]));
  expect(await writeBatches({ pool: db.pool, broker }, [last], true)).toEqual(new Set([id]));
  expect((await eventsOf(db, id)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("two tenures of a run under one name and number never both write the same place", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { broker } = harness;
  const id = await harness.start(twoNaps(1), { text: "x" });
  const before = await claim(harness, id, "a");
  // A crash of the database undoes the claim, and the same worker makes it again: same name, same number.
  await db.pool.query(`UPDATE "Queue" SET token = token - 1 WHERE "runId" = $1`, [id]);
  const after = await claim(harness, id, "a");
  expect(after.token).toBe(before.token);
  const late = batchOf(before, before.lastSeq);
  expect(await writeBatches({ pool: db.pool, broker }, [late])).toEqual(new Set([id]));
  expect(await writeBatches({ pool: db.pool, broker }, [batchOf(after, after.lastSeq)])).toEqual(new Set());
});

test("a claim by another worker fences off the former one", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { broker } = harness;
  const id = await harness.start(twoNaps(1), { text: "x" });
  const former = await claim(harness, id, "a");
  await claim(harness, id, "b");
  for (const repeated of [false, true]) {
    expect(await writeBatches({ pool: db.pool, broker }, [batchOf(former, former.lastSeq)], repeated)).toEqual(
      new Set(),
    );
    const last = batchOf(former, former.lastSeq, { status: "succeeded", output: {} });
    expect(await writeBatches({ pool: db.pool, broker }, [last], repeated)).toEqual(new Set());
  }
});

test("a step's row that is there already when a whole run is written is taken over, not tripped over", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const graph = graphOf({ in: ["input", { fields: [textField] }], out: ["output", { fields: [textField] }] }, [
    "in.text > out.text",
  ]);
  const id = await harness.start(graph, { text: "x" });
  await db.prisma.step.create({ data: { runId: id, nodeId: "out", status: "running", attempt: 1 } });
  let retries = 0;
  const noTelemetry = { start: () => ({ step() {}, end() {} }), wrote() {} };
  const retriedWrite = () => {
    retries += 1;
  };
  await harness.worker({}, [{ ...noTelemetry, retriedWrite }]);
  const run = await harness.finished(id);
  expect(run).toMatchObject({ status: "succeeded", output: { text: "x" } });
  expect(run.steps.map(({ nodeId, status }) => [nodeId, status]).sort()).toEqual([
    ["in", "succeeded"],
    ["out", "succeeded"],
  ]);
  expect((await eventsOf(db, id)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(retries).toBe(1);
});

test.each(drivers)("over %s, watchers are not notified of an end that was not written", async (_, kafka) => {
  await using db = await testDatabase();
  await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
  const { broker, watcher } = harness;
  const ids = [await harness.start(twoNaps(1), { text: "x" }), await harness.start(twoNaps(1), { text: "y" })] as const;
  const [lost, kept] = [await claim(harness, ids[0], "a"), await claim(harness, ids[1], "a")];
  await claim(harness, lost.id, "b");
  const batches = [lost, kept].map((run) => batchOf(run, run.lastSeq, { status: "succeeded", output: {} }));
  const { signal } = new AbortController();
  const received = Promise.all([watcher.ended(lost.id, 1500, signal), watcher.ended(kept.id, 10_000, signal)]);
  expect(await writeBatches({ pool: db.pool, broker }, batches)).toEqual(new Set([kept.id]));
  expect(await received).toMatchObject([undefined, { finished: true }]);
});

/** A run that its worker claims, and claims again under the same name and number because a crash undid the first claim. */
async function claimedTwice(harness: Harness): Promise<{ former: ClaimedRun; run: ClaimedRun }> {
  const id = await harness.start(twoNaps(1), { text: "x" });
  const former = await claim(harness, id, "a");
  await harness.db.pool.query(`UPDATE "Queue" SET token = token - 1 WHERE "runId" = $1`, [id]);
  const run = await claim(harness, id, "a");
  expect(run.token).toBe(former.token);
  return { former, run };
}

const started = ({ worker, token }: ClaimedRun) => ({ type: "run.started", worker, token }) as const;
const ending = (promise: Promise<void>) =>
  promise.then(
    () => "written",
    () => "lost",
  );
const quiet = { log: openLog("silent", "test"), telemetry: { wrote() {}, retriedWrite() {} } };

test("two tenures of a run that write at once do not write each other's batches", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { former, run } = await claimedTwice(harness);
  const journal = makeJournal({ pool: db.pool, broker: harness.broker, ...quiet });
  const old = journal.open(former, () => {});
  old.event(started(former));
  await old.durable();
  const fresh = journal.open(run, () => {});
  const oldEnd = ending(old.durable());
  old.lose();
  fresh.event(started(run));
  fresh.event({ type: "run.waiting", waitMs: null });
  const ends = await Promise.all([oldEnd, ending(fresh.durable())]);
  await journal.idle();
  expect(ends, "the seq at which the new tenure begins is taken").toEqual(["lost", "lost"]);
  expect((await eventsOf(db, run.id)).map(({ seq }) => seq)).toEqual([1, 2]);
});

test("a batch that waits for the database is dropped when its run starts a new tenure", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { former, run } = await claimedTwice(harness);
  let isTransientDbError = true;
  const query = (...args: [pg.QueryConfig]) =>
    isTransientDbError ? Promise.reject(new Error("Connection terminated unexpectedly")) : db.pool.query(...args);
  const pool = new Proxy(db.pool, { get: (target, name) => (name === "query" ? query : Reflect.get(target, name)) });
  const journal = makeJournal({ pool, broker: harness.broker, ...quiet });
  const old = journal.open(former, () => {});
  old.event(started(former));
  const oldEnd = ending(old.durable());
  await sleep(100);
  old.lose();
  const fresh = journal.open(run, () => {});
  fresh.event(started(run));
  const freshEnd = ending(fresh.durable());
  isTransientDbError = false;
  expect(await Promise.all([oldEnd, freshEnd])).toEqual(["lost", "written"]);
  expect((await eventsOf(db, run.id)).map(({ seq }) => seq)).toEqual([1, 2]);
});
