import type pg from "pg";

/**
 * A connection that breaks must not end the process: the next statement reports it. The pool hears of those that are idle
 * alone; one that is lent out, as a transaction's is, says it itself, also behind a statement that has failed by it.
 */
export function outlivesBreaks(pool: pg.Pool): pg.Pool {
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
