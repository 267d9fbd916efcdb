import type pg from "pg";
import { loadStatement } from "../database/sql-file.ts";

const trimAuditSql = loadStatement(new URL("./sql/trim-audit.sql", import.meta.url), { days: "int", limit: "int" });

/** Deletes entries of the audit log that are older than so many days, and answers how many. */
export async function trimAudit(pool: pg.Pool, days: number, limit: number): Promise<number> {
  return (await pool.query(trimAuditSql({ days, limit }))).rowCount ?? 0;
}
