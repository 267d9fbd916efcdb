import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Db, openDb } from "../../platform/database/db.ts";
import { TEMPLATE, withDatabase } from "../../scripts/test/template-database.ts";
import { patienceMs } from "./patience.ts";

export type TestDatabase = Db & AsyncDisposable & { url: string };

/**
 * A migrated database of its own, gone at the end of its scope: `await using db = await testDatabase()`.
 * It fails when a connection was left open, since that would be a leak in production too: one that does not close within
 * `closingMs`.
 */
export async function testDatabase(closingMs = patienceMs): Promise<TestDatabase> {
  const adminUrl = process.env.TEST_DATABASE_URL;
  if (!adminUrl) throw new Error("There is no test database. Run this test through npm test or Vitest.");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await admin(adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`));
  const url = withDatabase(adminUrl, name);
  const db = openDb(url, { max: 4, name: "test" });
  return {
    ...db,
    url,
    async [Symbol.asyncDispose]() {
      await db.close();
      await admin(adminUrl, async (client) => {
        const open = await openConnections(client, name, closingMs);
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
        if (open.length > 0) throw new Error(`Connections to the test database were left open by: ${open.join(", ")}`);
      });
    },
  };
}

/** Whether a test's database takes no writes. Its connections are cut, so that each is new and knows it. */
export async function setReadOnly(url: string, isReadOnly: boolean): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await admin(process.env.TEST_DATABASE_URL ?? "", async (client) => {
    await client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${isReadOnly ? "on" : "off"}`);
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
  });
}

async function openConnections(client: pg.Client, database: string, closingMs: number): Promise<string[]> {
  const query = "SELECT application_name AS name, query FROM pg_stat_activity WHERE datname = $1";
  // Postgres takes a moment to notice that a client has gone.
  for (let waited = 0; ; waited += 20) {
    const found = await client.query<{ name: string; query: string }>(query, [database]);
    if (found.rowCount === 0 || waited >= closingMs)
      return found.rows.map((row) => `${row.name} (${row.query.trim()})`);
    await sleep(20);
  }
}

async function admin<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
