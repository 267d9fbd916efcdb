import type pg from "pg";
import { trimAuditEntries } from "./sql/statements.ts";

/** Deletes entries of the audit log that are older than so many days, and answers how many. */
export async function trimAudit(pool: pg.Pool, days: number, limit: number): Promise<number> {
  return (await pool.query(trimAuditEntries({ days, limit }))).rowCount ?? 0;
}
