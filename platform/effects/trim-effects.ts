import type pg from "pg";
import * as statements from "./sql/statements.ts";

/** Forgets effects that can no longer be repeated (model Effect in prisma/schema.prisma). Answers how many. */
export async function trimEffects(pool: pg.Pool, limit: number): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(statements.trimEffects({ limit }));
  return rows[0]?.count ?? 0;
}
