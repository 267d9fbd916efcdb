import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, expect, test, vi } from "vitest";
import { testDatabase } from "../../tests/helpers/database.ts";
import { patienceMs } from "../../tests/helpers/patience.ts";
import { isTransientDbError } from "../retry/transient-db-error.ts";
import { givenDays, inTransaction } from "./in-transaction.ts";
import { openClient } from "./open-client.ts";

const db = await testDatabase();
afterAll(() => db[Symbol.asyncDispose]());

const pidOf = async (client: pg.ClientBase) =>
  (await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
const cut = (pid: number | undefined) => db.pool.query("SELECT pg_terminate_backend($1)", [pid]);
const ended = (client: pg.ClientBase) => new Promise((resolve) => client.once("end", () => resolve(true)));

/** What would end the process; `use` is told of the first. */
async function uncaughtBy(use: (first: Promise<unknown>) => Promise<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const { promise: first, resolve: tell } = Promise.withResolvers<unknown>();
  const note = (error: unknown) => {
    seen.push(error);
    tell(error);
  };
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException").on("uncaughtException", note);
  try {
    await use(first);
    return seen;
  } finally {
    process.off("uncaughtException", note);
    for (const each of others) process.on("uncaughtException", each);
  }
}

test.each(["at a statement", "between two"])(
  "a connection that breaks %s fails the transaction, not the process",
  async (when) => {
    const commit = vi.fn();
    const seen = await uncaughtBy(async (uncaught) => {
      const failed = inTransaction(db.pool, async (client) => {
        const broken = ended(client);
        const pid = await pidOf(client);
        const busy = when === "at a statement" ? client.query("SELECT pg_sleep(60)") : undefined;
        // It fails before the rest of it looks.
        busy?.catch(() => {});
        if (busy) await started(pid);
        await cut(pid);
        await Promise.race([broken, uncaught]);
        await (busy ?? client.query("SELECT 1"));
        commit();
      }).catch((error: unknown) => error);
      expect(isTransientDbError(await failed)).toBe(true);
    });
    expect(seen).toEqual([]);
    expect(commit).not.toHaveBeenCalled();
    // The pool lends no broken connection.
    for (let each = 0; each < 5; each += 1)
      expect(await inTransaction(db.pool, async (client) => (await client.query("SELECT 1 AS one")).rows)).toEqual([
        { one: 1 },
      ]);
  },
);

test("a connection of a command's own that breaks is said by its next statement", async () => {
  const client = await openClient(db.url, "broken");
  const broken = ended(client);
  const seen = await uncaughtBy(async (uncaught) => {
    await cut(await pidOf(client));
    await Promise.race([broken, uncaught]);
  });
  expect(seen).toEqual([]);
  await expect(client.query("SELECT 1")).rejects.toThrow("not queryable");
});

async function started(pid: number | undefined): Promise<void> {
  const text = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND query LIKE '%pg_sleep%'";
  while ((await db.pool.query(text, [pid])).rowCount === 0) await sleep(10);
}

test("a statement that may take days is given up when the process stops, and none follows", async () => {
  const client = await db.pool.connect();
  const stopping = new AbortController();
  const ask = await givenDays(client, { pool: db.pool, signal: stopping.signal });
  expect((await ask("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  const asked = ask("SELECT pg_sleep(86400)").catch(String);
  const working = `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(86400)'`;
  await vi.waitUntil(async () => (await db.pool.query(working)).rowCount === 1, { timeout: patienceMs, interval: 20 });

  stopping.abort(new Error("It stops."));
  expect(await asked).toContain("canceling statement due to user request");
  expect((await db.pool.query(working)).rowCount).toBe(0);
  await expect(ask("SELECT 1")).rejects.toThrow("It stops.");
  client.release(true);
});
