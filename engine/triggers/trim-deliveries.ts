import type pg from "pg";
import * as statements from "./sql/statements.ts";

/** Forgets deliveries of webhooks that need not be kept any more. Answers how many. */
export async function trimDeliveries(pool: pg.Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(statements.trimDeliveries({ limit }));
  return rows[0]?.count ?? 0;
}
