import type pg from "pg";
import * as statements from "./sql/statements.ts";

/** Deletes conversations behind share links that open nothing any more. Answers how many. */
export async function trimConversations(pool: pg.Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(statements.trimConversations({ limit }));
  return rows[0]?.count ?? 0;
}

/** Deletes what visitors have uploaded and not sent. Answers how many. */
export async function trimVisitorFiles(pool: pg.Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(statements.trimVisitorFiles({ limit }));
  return rows[0]?.count ?? 0;
}
