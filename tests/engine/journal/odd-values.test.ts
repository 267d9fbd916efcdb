/** What steps produce that columns, texts or numbers hold only just: it comes back as it was, by itself and among others. */
import { expect, test } from "vitest";
import { makeJournal } from "../../../engine/journal/journal.ts";
import type { RunJournal, StepRow } from "../../../engine/journal/run-journal.ts";
import type { ClaimedRun } from "../../../engine/queue/claim/claimed-run.ts";
import { claimRuns } from "../../../engine/queue/claim/sql/statements.ts";
import type { Values } from "../../../lib/run.ts";
import { openLog } from "../../../platform/log.ts";
import { testDatabase } from "../../helpers/database.ts";
import { type Harness, openHarness, twoNaps } from "../fixtures.ts";

const quiet = { log: openLog("silent", "test"), telemetry: { wrote() {}, retriedWrite() {} } };
const nothing = { error: null, startedAt: 0, finishedAt: 1, durationMs: 0.25, usage: undefined, waitUntil: null };

async function journals(harness: Harness, count: number): Promise<RunJournal[]> {
  const starts = Array.from({ length: count }, (_, index) => harness.start(twoNaps(1), { text: `${index}` }));
  const runIds = await Promise.all(starts);
  await harness.db.pool.query(`UPDATE "Queue" SET "dueAt" = now()`);
  const { rows } = await harness.db.pool.query<ClaimedRun>(claimRuns({ runIds, worker: "a" }));
  const journal = makeJournal({ pool: harness.db.pool, broker: harness.broker, ...quiet });
  return rows.map((run) => journal.open(run, () => {}));
}

function write(journal: RunJournal, output: Values | null, more: Partial<StepRow> = {}): void {
  journal.event({ type: "run.waiting", waitMs: 1 });
  journal.step({
    nodeId: "left",
    iteration: "",
    status: "succeeded",
    attempt: 1,
    input: {},
    output,
    ...nothing,
    ...more,
  });
}

const digits = 123_456_789_012_345_678_901_234_567_890n;
const odd: Values = {
  letters: "語 é 🙂 \u{10ffff}",
  quotes: `"\\ {a,b} NULL \\u0000 \\\\u0000`,
  lines: "a\r\n\t\u2028\u0001\u007f\u0080",
  empty: [[], {}, "", null, [null, null], { "": null, "a b": [""] }],
  digits: [digits, -digits, 2n ** 63n, 9_007_199_254_740_993n, Number.MAX_VALUE, Number.MIN_VALUE, 0.1, -1e-7],
  dates: ["2026-11-30T00:00:00.000Z", "0001-01-01", "infinity"],
};

test.each([1, 3])("odd values come back as they were from a statement with %i runs", async (count) => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const all = await journals(harness, count);
  for (const journal of all) write(journal, odd, { input: odd, nodeId: "“語”", iteration: "0/\\{1}" });
  await Promise.all(all.map((journal) => journal.durable()));
  const { rows } = await db.pool.query(`SELECT "nodeId", iteration, input, output, error, "durationMs" FROM "Step"`);
  const row = { nodeId: "“語”", iteration: "0/\\{1}", input: odd, output: odd, error: null, durationMs: 0.25 };
  expect(rows).toEqual(all.map(() => row));
});

test.each([1, 3])("what Postgres keeps in no text becomes U+FFFD in a statement with %i runs", async (count) => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const all = await journals(harness, count);
  for (const journal of all) {
    const usage = { tokensIn: 1, model: "a\0b\ud800c" };
    write(journal, { text: "a\0b", half: "\ud83d", "k\0": "\udc00é" }, { usage });
  }
  await Promise.all(all.map((journal) => journal.durable()));
  const { rows } = await db.pool.query(`SELECT output, model, "tokensIn", "tokensOut", "costUsd" FROM "Step"`);
  const output = { text: "a\ufffdb", half: "\ufffd", "k\ufffd": "\ufffdé" };
  const row = { output, model: "a\ufffdb\ufffdc", tokensIn: 1, tokensOut: null, costUsd: null };
  expect(rows).toEqual(all.map(() => row));
});

test("ten thousand steps go in one statement, each with its own values", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const [journal] = await journals(harness, 1);
  if (!journal) throw new Error("no run was claimed");
  for (let index = 0; index < 10_000; index += 1)
    write(journal, index % 3 === 0 ? null : { index, text: index % 2 === 0 ? "é" : "e" }, { iteration: `${index}` });
  await journal.durable();
  const { rows } = await db.pool.query(`SELECT iteration, output FROM "Step" ORDER BY iteration::int`);
  expect(rows).toHaveLength(10_000);
  expect(rows[9_999]).toEqual({ iteration: "9999", output: null });
  expect(rows[9_998]).toEqual({ iteration: "9998", output: { index: 9_998, text: "é" } });
});

test("a run whose counts fit no column fails by itself, and those beside it are written", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const [wrong, ...right] = await journals(harness, 3);
  if (!wrong) throw new Error("no run was claimed");
  write(wrong, {}, { usage: { tokensIn: 2 ** 31 } });
  for (const journal of right) write(journal, { text: "kept" });
  const ends = await Promise.allSettled([wrong, ...right].map((journal) => journal.durable()));
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(await harness.finished(wrong.run.id)).toMatchObject({ status: "failed", error: { code: "internal" } });
  const { rows } = await db.pool.query(`SELECT "runId" FROM "Step" ORDER BY 1`);
  expect(rows.map(({ runId }) => runId)).toEqual(right.map(({ run }) => run.id).toSorted());
});
