import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";

/** For a statement that touches every row of something large: it may take so long in place of the pool's half a minute. */
export async function givenLong(client: pg.PoolClient, query: pg.QueryConfig): Promise<pg.QueryResult> {
  await client.query(`SET LOCAL statement_timeout = ${LONG_MS}`);
  const timed = { ...query, query_timeout: LONG_MS + 1000 };
  return client.query(timed);
}

const LONG_MS = 3_600_000;

/**
 * A client whose statements may each take a day, outside of transactions, such as one that builds an index. It must not go
 * back to the pool. When the signal aborts, the server gives up the statement at which it is, which rejects.
 */
export async function givenDays(
  client: pg.PoolClient,
  { pool, signal }: { pool: pg.Pool; signal: AbortSignal },
): Promise<(text: string) => Promise<pg.QueryResult>> {
  await client.query(`SET statement_timeout = ${DAY_MS}`);
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return async (text) => {
    signal.throwIfAborted();
    const done = new AbortController();
    const cancel = () =>
      void cancelUntil(done.signal, () => pool.query("SELECT pg_cancel_backend($1)", [rows[0]?.pid]));
    signal.addEventListener("abort", cancel, { once: true });
    const timed = { text, query_timeout: DAY_MS + 1000 };
    try {
      return await client.query(timed);
    } finally {
      done.abort();
      signal.removeEventListener("abort", cancel);
    }
  };
}

/** Again and again: a cancellation that comes before its statement has begun there is lost. */
async function cancelUntil(done: AbortSignal, cancel: () => Promise<unknown>): Promise<void> {
  while (!done.aborted) {
    await cancel().catch(() => undefined);
    await sleep(CANCEL_AGAIN_MS, undefined, { signal: done }).catch(() => undefined);
  }
}

const CANCEL_AGAIN_MS = 250;

const DAY_MS = 86_400_000;

/** Runs `use` in one transaction; what it throws rolls everything back. */
export async function inTransaction<T>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that cannot even roll back must not go back to the pool.
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await use(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
