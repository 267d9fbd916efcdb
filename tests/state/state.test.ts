/** Stores on a real Postgres, as several workers use them at one time. */
import { expect, test } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
import type { StateChange } from "../../lib/state/state-change.ts";
import { openDb } from "../../platform/database/db.ts";
import { trimEffects } from "../../platform/effects/trim-effects.ts";
import { newId } from "../../platform/ids.ts";
import { deleteStore, getEntry, listEntries, listStores, trimState } from "../../state/read-stores.ts";
import { openState, type State } from "../../state/state.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";

const w = "w1";

async function openBench() {
  const db = await testDatabase();
  await db.prisma.workspace.createMany({ data: ["w1", "w2"].map((id) => ({ id, name: id, defaultModel: {} })) });
  return { db, state: openState(db.pool), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

type Options = { key?: string; effect?: string; runId?: string; ttl?: number | null; workspace?: string };

function change(state: State, asked: StateChange, options: Options = {}) {
  const { key = "k", effect = newId(), runId, ttl = null, workspace = w } = options;
  const call = { idempotencyKey: effect, runId, signal: new AbortController().signal, ttlSeconds: ttl };
  return state.change(workspace, { store: "s", key }, { change: asked, call });
}

const increment = { operation: "increment", value: 1 } as const;

test("increments from many workers lose nothing, on one key and on many", async () => {
  await using bench = await openBench();
  const workers = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const db = openDb(bench.db.url, { max: 3, name: "worker" });
      return { db, state: openState(db.pool) };
    }),
  );
  const keys = ["a", "b", "c", "hot"];
  const counts = new Map(keys.map((key) => [key, 0]));
  const versions: number[] = [];
  await Promise.all(
    workers.flatMap(({ state }, worker) =>
      Array.from({ length: 100 }, async (_, index) => {
        const key = keys[index % 8] ?? "hot";
        counts.set(key, (counts.get(key) ?? 0) + 1);
        const { value, version } = await change(state, increment, { key, effect: `${worker}-${index}` });
        expect(value).toBe(version);
        if (key === "hot") versions.push(version);
      }),
    ),
  );
  for (const [key, count] of counts) {
    expect(await bench.state.get(w, { store: "s", key })).toEqual({ value: count, version: count, found: true });
  }
  // Each increment had an answer of its own.
  expect(versions.sort((a, b) => a - b)).toEqual(
    Array.from({ length: counts.get("hot") ?? 0 }, (_, index) => index + 1),
  );
  await Promise.all(workers.map(({ db }) => db.close()));
});

test("a change with a key that was applied before is answered again and changes nothing", async () => {
  await using bench = await openBench();
  const first = await change(bench.state, increment, { effect: "e" });
  await change(bench.state, increment);
  // Another worker repeats the step.
  expect(await change(openState(bench.db.pool), increment, { effect: "e" })).toEqual(first);
  expect(await bench.state.get(w, { store: "s", key: "k" })).toMatchObject({ value: 2, version: 2 });
});

test("two workers that repeat one step at the same time change the entry once", async () => {
  await using bench = await openBench();
  const states = Array.from({ length: 4 }, () => openState(bench.db.pool));
  const answers = await Promise.all(states.map((state) => change(state, increment, { effect: "e" })));
  for (const answer of answers) expect(answer).toEqual({ value: 1, version: 1, found: false });
});

test("a large result is not kept a second time: the repeated step is answered what is there", async () => {
  await using bench = await openBench();
  const value = "x".repeat(5000);
  await change(bench.state, { operation: "set", value }, { effect: "e" });
  const { rows } = await bench.db.pool.query(`SELECT length(result::text) AS length FROM "Effect" WHERE id = 'e'`);
  expect(rows[0].length).toBeLessThan(100);
  expect(await change(bench.state, { operation: "set", value }, { effect: "e" })).toEqual({
    value,
    version: 1,
    found: false,
  });
});

test("a refused change leaves those beside it alone, and no row behind", async () => {
  await using bench = await openBench();
  await change(bench.state, { operation: "set", value: "text" });
  const [refused, done] = await Promise.all([
    change(bench.state, increment).catch((error: unknown) => error),
    change(bench.state, { operation: "append", value: 1, limit: 9 }, { key: "other" }),
    change(bench.state, { operation: "merge", value: 1 }, { key: "new" }).catch(() => {}),
  ]);
  expect(refused).toBeInstanceOf(PatchbayError);
  expect(done).toEqual({ value: [1], version: 1, found: false });
  const { rows } = await bench.db.pool.query(`SELECT key FROM "StateEntry" ORDER BY key`);
  expect(rows).toEqual([{ key: "k" }, { key: "other" }]);
});

test("an entry whose time is over is absent at once, and is deleted later", async () => {
  await using bench = await openBench();
  await change(bench.state, { operation: "set", value: 7 }, { ttl: 3600 });
  await change(bench.state, { operation: "set", value: 8 }, { key: "stays" });
  await bench.db.pool.query(`UPDATE "StateEntry" SET "expiresAt" = now() - interval '1 second' WHERE key = 'k'`);
  expect(await bench.state.get(w, { store: "s", key: "k" })).toEqual({ value: null, version: 0, found: false });
  await expect(getEntry(bench.db.pool, w, { store: "s", key: "k" })).rejects.toMatchObject({ code: "not_found" });
  // What comes next begins anew.
  expect(await change(bench.state, increment, { ttl: 3600 })).toEqual({ value: 1, version: 1, found: false });
  expect(await trimState(bench.db.pool, 10)).toBe(0);
  await bench.db.pool.query(`UPDATE "StateEntry" SET "expiresAt" = now() - interval '1 second' WHERE key = 'k'`);
  expect(await trimState(bench.db.pool, 10)).toBe(1);
  expect((await listEntries(bench.db.pool, w, page())).entries).toMatchObject([
    { key: "stays", preview: "8", bytes: 1 },
  ]);
});

const page = (more: { prefix?: string; after?: string; limit?: number } = {}) => ({
  ...{ store: "s", prefix: "", after: undefined, limit: 50 },
  ...more,
});

test("entries are listed by key, by prefix and page by page; another workspace sees none", async () => {
  await using bench = await openBench();
  const { pool } = bench.db;
  for (const key of ["user-1", "user-10", "user-2", "Übung", "a%b"]) await change(bench.state, increment, { key });
  const first = await listEntries(pool, w, page({ limit: 3 }));
  expect(first.entries.map(({ key }) => key)).toEqual(["a%b", "user-1", "user-10"]);
  const next = await listEntries(pool, w, page({ limit: 3, after: first.nextCursor ?? "" }));
  expect(next).toMatchObject({ entries: [{ key: "user-2" }, { key: "Übung" }] });
  expect(next.nextCursor).toBe(undefined);
  expect((await listEntries(pool, w, page({ prefix: "user-1" }))).entries).toHaveLength(2);
  expect((await listEntries(pool, w, page({ prefix: "a%" }))).entries).toHaveLength(1);
  expect(await listStores(pool, w)).toMatchObject([{ name: "s", entries: 5, hasMore: false }]);
  expect(await listStores(pool, "w2")).toEqual([]);
  await expect(listEntries(pool, "w2", page())).rejects.toMatchObject({ code: "not_found" });
  await change(bench.state, increment, { key: "user-1", workspace: "w2" });
  expect(await bench.state.get(w, { store: "s", key: "user-1" })).toMatchObject({ value: 1 });
});

test("a store that was deleted is made anew by the next change", async () => {
  await using bench = await openBench();
  await change(bench.state, increment);
  await deleteStore(bench.db.pool, w, "s");
  await expect(deleteStore(bench.db.pool, w, "s")).rejects.toMatchObject({ code: "not_found" });
  expect(await change(bench.state, increment)).toEqual({ value: 1, version: 1, found: false });
});

test("an effect is forgotten some time after its run has ended, and not before", async () => {
  await using bench = await openBench();
  await queueRow(bench.db, "going");
  for (const [effect, runId] of [
    ["a", "going"],
    ["b", "over"],
    ["c", undefined],
  ] as const) {
    await change(bench.state, increment, { effect, ...(runId === undefined ? {} : { runId }) });
  }
  const left = async () => {
    await trimEffects(bench.db.pool, 10);
    return (await bench.db.pool.query(`SELECT id FROM "Effect" ORDER BY id`)).rows.map(({ id }) => id);
  };
  expect(await left()).toEqual(["a", "b", "c"]);
  await bench.db.pool.query(`UPDATE "Effect" SET "createdAt" = now() - interval '11 minutes'`);
  expect(await left()).toEqual(["a", "c"]);
  await bench.db.pool.query(`UPDATE "Effect" SET "createdAt" = now() - interval '25 hours'`);
  expect(await left()).toEqual(["a"]);
});

async function queueRow({ prisma }: TestDatabase, runId: string): Promise<void> {
  await prisma.queue.create({ data: { runId, workspaceId: w } });
}
