import { readdirSync } from "node:fs";
import type pg from "pg";

/** The migrations this version of the code was written for, by the names of their folders. */
const wanted = readdirSync(new URL("../../prisma/migrations", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Migrations that the database has not had yet. One that is newer than the code is no concern of it. */
export async function missingMigrations(pool: pg.Pool): Promise<string[]> {
  const text = `SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL`;
  const { rows } = await pool.query<{ name: string }>(text);
  const applied = new Set(rows.map(({ name }) => name));
  return wanted.filter((name) => !applied.has(name));
}
