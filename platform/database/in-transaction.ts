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
 * back to the pool.
 */
export async function givenDays(client: pg.PoolClient): Promise<(text: string) => Promise<pg.QueryResult>> {
  await client.query(`SET statement_timeout = ${DAY_MS}`);
  return (text) => {
    const timed = { text, query_timeout: DAY_MS + 1000 };
    return client.query(timed);
  };
}

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
