/** Runs that are claimed inline: no claim statement runs for them. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { expect, test } from "vitest";
import type { ClaimedRun } from "../../../engine/queue/claim/claimed-run.ts";
import { notifyWorkers } from "../../../engine/queue/enqueue/notify-workers.ts";
import type { Telemetry } from "../../../engine/telemetry.ts";
import { type NewRun, NewRuns, topics, WakeUp } from "../../../lib/messages.ts";
import { Json } from "../../../lib/values/json.ts";
import type { BrokerMessage } from "../../../platform/broker/broker.ts";
import { newId } from "../../../platform/ids.ts";
import { testDatabase } from "../../helpers/database.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { patienceMs } from "../../helpers/patience.ts";
import { eventsOf, graphOf, type Harness, openHarness, textField, twoNaps } from "../fixtures.ts";
import { interceptQueries, isClaim, isSweep } from "../intercept-queries.ts";

const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

/** What a worker did: the tenures it began, and the calls of costly nodes, which say something at once. */
function tally(): { tenures: string[]; calls: number } & Telemetry {
  const seen = { tenures: [] as string[], calls: 0 };
  return Object.assign(seen, {
    start: ({ id }: ClaimedRun) => {
      seen.tenures.push(id);
      const step = ({ type }: { type: string }) => {
        if (type === "tokens") seen.calls += 1;
      };
      return { step, end() {} };
    },
    wrote() {},
    retriedWrite() {},
  });
}

async function bellsOf({ broker }: Harness): Promise<BrokerMessage[]> {
  const wakeUps: BrokerMessage[] = [];
  await broker.listen({ topics: [topics.runs], handle: (messages) => void wakeUps.push(...messages) });
  return wakeUps;
}
/** Over Kafka the wake-ups of tests that run beside this one are heard too. */
const wakeUpsFor = (runId: string, wakeUps: readonly BrokerMessage[]) =>
  wakeUps.filter(({ value }) => WakeUp.safeParse(value).data?.runIds.includes(runId));
function runsIn({ broker }: Harness, wakeUps: readonly BrokerMessage[]): NewRun[] {
  return wakeUps.flatMap(({ value }) => {
    const { runs } = WakeUp.parse(value);
    return runs === undefined ? [] : Object.values(NewRuns.parse(broker.envelope?.open(runs)));
  });
}

test("a wake-up that comes again after the end starts no costly step", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const wakeUps = await bellsOf(harness);
  const seen = tally();
  await harness.worker({}, [seen]);
  const id = await harness.start(twoNaps(10), { text: "x" });
  const run = await harness.finished(id);
  expect(run.status).toBe("succeeded");
  expect(runsIn(harness, wakeUps)).toMatchObject([{ input: { text: "x" } }]);
  const { calls } = seen;
  expect(calls).toBeGreaterThan(0);
  await harness.broker.publish([...wakeUps]);
  await expect.poll(() => seen.tenures).toEqual([id, id]);
  await sleep(300);
  expect(seen.calls).toBe(calls);
  expect((await eventsOf(db, id)).map(({ seq }) => seq)).toEqual(
    Array.from({ length: run.lastSeq }, (_, at) => at + 1),
  );
});

type Holding = {
  /** Batches of the journal wait for it. */
  writing?: Promise<void>;
  /** Whether the sweep finds runs: on a busy machine it may be there before a wake-up. */
  findsByItself?: boolean;
};

/** Counts what is claimed from a pool. */
function countClaims(pool: pg.Pool, { writing = Promise.resolve(), findsByItself = true }: Holding = {}) {
  let claims = 0;
  let sweeps = 0;
  const intercepted = interceptQueries(pool, async (query) => {
    const { name } = query;
    if (name.startsWith("write-")) await writing;
    if (isSweep(query) && !findsByItself) return { rows: [] };
    const result = await query.run();
    if (isClaim(query)) claims += result.rows.length;
    if (name === "claim-next") sweeps += 1;
    return result;
  });
  return { pool: intercepted, claims: () => claims, sweeps: () => sweeps };
}

test.each(drivers)("over %s, a worker passes on who waits for the end", async (_, kafka) => {
  await using db = await testDatabase();
  const { pool } = countClaims(db.pool, { findsByItself: false });
  await using harness = await openHarness({ ...db, pool }, { kafkaBrokers: [...kafka] });
  await harness.worker();
  const edges = ["in.text > out.text"];
  const pure = graphOf({ in: ["input", { fields: [textField] }], out: ["output", { fields: [textField] }] }, edges);
  // Only a wake-up says who waits: a busy worker claims the run from the queue and does not know. Then another is asked for.
  const outcome = async () => {
    const id = await harness.start(pure, { text: "x" }, { isAwaited: true });
    const end = await harness.watcher.ended(id, patienceMs, new AbortController().signal);
    return { asked: id, outcome: end?.outcome };
  };
  const ended = { status: "succeeded", output: { text: "x" } };
  await expect.poll(outcome).toMatchObject({ outcome: { ...ended, id: expect.any(String) } });
});

test.each(drivers)(
  "over %s, small runs are claimed inline; one with a large input is claimed, and so is what a full worker left",
  async (_, kafka) => {
    await using db = await testDatabase();
    const { pool, claims } = countClaims(db.pool, { findsByItself: false });
    // A secret of its own: tests that run beside this one publish their runs to the same Kafka.
    const options = { kafkaBrokers: [...kafka], secret: `a secret which only these runs have: ${newId()}` };
    await using harness = await openHarness({ ...db, pool }, options);
    const roomy = await harness.worker();
    // No sweep finds a run whose wake-up came late or not at all, as on a machine that stood still; then another one shows it.
    const run = async (text: string) => {
      const before = claims();
      const { status } = await harness.finished(await harness.start(twoNaps(5), { text }), 20);
      return { status, claims: claims() - before };
    };
    await expect.poll(() => run("x")).toEqual({ status: "succeeded", claims: 0 });
    await expect.poll(() => run("x".repeat(20_000))).toEqual({ status: "succeeded", claims: 1 });
    await roomy.stop();
    await harness.worker({ runs: 2 });
    const many = await Promise.all(Array.from({ length: 12 }, (_, n) => harness.start(twoNaps(20), { text: `${n}` })));
    for (const id of many) expect((await harness.finished(id)).status).toBe("succeeded");
    expect(claims()).toBeGreaterThan(1);
  },
);

test("a worker does not claim what it has claimed inline, however long its first batch takes", async () => {
  await using db = await testDatabase();
  const writing = Promise.withResolvers<void>();
  const { pool, claims, sweeps } = countClaims(db.pool, { writing: writing.promise });
  await using harness = await openHarness({ ...db, pool });
  const seen = tally();
  await harness.worker({}, [seen]);
  const id = await harness.start(twoNaps(5), { text: "x" });
  await expect.poll(() => seen.tenures).toEqual([id]);
  // Old enough for any sweep, and notified once more.
  await db.pool.query(`UPDATE "Queue" SET "dueAt" = "dueAt" - interval '1 hour'`);
  await notifyWorkers(harness.broker, id);
  const before = sweeps();
  await expect.poll(sweeps).toBeGreaterThan(before + 1);
  writing.resolve();
  expect((await harness.finished(id)).status).toBe("succeeded");
  expect(seen.tenures).toEqual([id]);
  expect(claims()).toBe(0);
});

test.skipIf(!kafkaBrokers)(
  "over Kafka, who has another secret learns nothing from a wake-up or an end, and claims and reads",
  async () => {
    await using db = await testDatabase();
    const { pool, claims } = countClaims(db.pool);
    await using harness = await openHarness({ ...db, pool }, { kafkaBrokers: kafkaBrokers ?? [] });
    const wakeUps = await bellsOf(harness);
    await harness.worker({}, [], { secret: "quite another secret of another Patchbay" });
    const edges = ["in.text > out.text"];
    const pure = graphOf({ in: ["input", { fields: [textField] }], out: ["output", { fields: [textField] }] }, edges);
    const id = await harness.start(pure, { text: "the secret of this workspace" }, { isAwaited: true });
    const end = await harness.watcher.ended(id, patienceMs, new AbortController().signal);
    expect(end).toMatchObject({ finished: true, outcome: undefined });
    expect(claims()).toBe(1);
    const own = () => wakeUpsFor(id, wakeUps);
    await expect.poll(() => own().length).toBe(1);
    expect(JSON.stringify(own())).not.toContain("secret of this workspace");
    expect(runsIn(harness, own())).toMatchObject([{ input: { text: "the secret of this workspace" } }]);
  },
);

test("an old wake-up carries no runs", async () => {
  await using db = await testDatabase();
  const { pool, claims } = countClaims(db.pool);
  await using harness = await openHarness({ ...db, pool });
  const wakeUps = await bellsOf(harness);
  const id = await harness.start(twoNaps(1), { text: "x" });
  await expect.poll(() => wakeUps.length).toBe(1);
  await harness.worker();
  const [run] = runsIn(harness, wakeUps);
  const late = { runIds: [id], runs: { [id]: { ...run, at: Date.now() - 6000 } } };
  await harness.broker.publish([{ topic: topics.runs, key: id, value: Json.parse(late) }]);
  expect((await harness.finished(id)).status).toBe("succeeded");
  expect(claims()).toBe(1);
});

test("of runs that are accepted together none is inlined when one of them is refused", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await harness.start(twoNaps(1), { text: "x" }, { idempotencyKey: "same" });
  const wakeUps = await bellsOf(harness);
  const seen = tally();
  await harness.worker({}, [seen]);
  const [again, fresh] = await Promise.all([
    harness.start(twoNaps(1), { text: "x" }, { idempotencyKey: "same" }),
    harness.start(twoNaps(1), { text: "y" }),
  ]);
  for (const id of [again, fresh]) expect((await harness.finished(id)).status).toBe("succeeded");
  expect(seen.tenures.toSorted()).toEqual([again, fresh].toSorted());
  expect(runsIn(harness, wakeUps).filter((run) => run.input.text === "x")).toEqual([]);
});
