/** A database that takes no writes for a while, as one whose disk is full or that a standby replaces. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { untilDone } from "./slow-statements.ts";

type Database = { pool: pg.Pool; url: string };

/** Throws when a connection like those of the processes could write all the same. */
export async function takeNoWrites({ pool, url }: Database, ms: number): Promise<void> {
  const set = (text: string) =>
    untilDone(async () => {
      await pool.query(`ALTER SYSTEM ${text}`);
      await pool.query("SELECT pg_reload_conf()");
    });
  await set("SET default_transaction_read_only = on");
  try {
    await sleep(ms);
    if (!(await isReadOnly(url))) throw new Error("the database took writes");
  } finally {
    await set("RESET default_transaction_read_only");
  }
}

async function isReadOnly(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: "chaos" });
  await client.connect();
  try {
    const { rows } = await client.query<{ is: string }>("SELECT current_setting('transaction_read_only') AS is");
    return rows[0]?.is === "on";
  } finally {
    await client.end();
  }
}
