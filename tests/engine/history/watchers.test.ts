/** Many watchers at once: they share what they read, and miss nothing. */
import { expect, test, vi } from "vitest";
import { openWatcher } from "../../../engine/history/run-events.ts";
import type { RunEvent } from "../../../lib/run.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

const chain = graphOf(
  {
    in: ["input", { fields: [textField] }],
    first: ["nap", { ms: 300 }],
    second: ["nap", { ms: 300 }],
    out: ["output", { fields: [textField] }],
  },
  ["in.text > first.text", "first.text > second.text", "second.text > out.text"],
);
const never = new AbortController().signal;

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test("two hundred watchers of one run see every event once, and cost about as many reads as one", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.worker();
  const queries = vi.spyOn(db.pool, "query");
  const runId = await harness.start(chain, { text: "x" });
  const seen = await Promise.all(Array.from({ length: 200 }, () => collect(harness.watcher.watch(runId, 0, never))));
  const [first = []] = seen;
  expect(first.map(({ seq }) => seq)).toEqual(first.map((_, index) => index + 1));
  expect(first.at(-1)?.data.type).toBe("run.succeeded");
  for (const events of seen) expect(events.map(({ seq }) => seq)).toEqual(first.map(({ seq }) => seq));
  const reads = queries.mock.calls.filter((asked) => JSON.stringify(asked).includes('"name":"read-events"'));
  // One alone reads at least once for each batch of the log; together they read twice as often, not two hundred times.
  expect(reads.length).toBeLessThan(60);
});

test("what the broker loses is found all the same, by one question for all", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const deaf = { ...harness.broker, listen: async () => ({ close: async () => {} }) };
  const watcher = await openWatcher({ pool: db.pool, broker: deaf });
  await harness.worker();
  const ids = await Promise.all([1, 2, 3].map(() => harness.start(chain, { text: "x" })));
  const seen = await Promise.all(ids.map((id) => collect(watcher.watch(id, 0, never))));
  for (const events of seen) expect(events.at(-1)?.data.type).toBe("run.succeeded");
  await watcher.close();
});

test("a watcher of a run that is deleted meanwhile gets an error, and does not wait for ever", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const runId = await harness.start(chain, { text: "x" });
  const watching = collect(harness.watcher.watch(runId, 0, never));
  await db.pool.query('DELETE FROM "Run" WHERE id = $1', [runId]);
  await expect(watching).rejects.toMatchObject({ code: "not_found" });
});
