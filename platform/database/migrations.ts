import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { DatabaseAway, openClient } from "./open-client.ts";

/** The migrations this version of the code was written for, by the names of their folders. */
const wanted = readdirSync(new URL("../../prisma/migrations", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

type Asked = Pick<pg.Pool | pg.Client, "query">;

/** Migrations that the database has not had yet. One that is newer than the code is no concern of it. */
export async function missingMigrations(database: Asked): Promise<string[]> {
  const text = `SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL`;
  const { rows } = await database.query<{ name: string }>(text);
  const applied = new Set(rows.map(({ name }) => name));
  return wanted.filter((name) => !applied.has(name));
}

const betweenMs = 500;

/**
 * Resolves when the database has had every migration of this version, for which it is waited up to `patienceMs`: they may be under
 * way. `onWait` is told once why. Throws `DatabaseAway`.
 */
export async function awaitMigrations(
  databaseUrl: string,
  { name, patienceMs = 30_000, onWait }: { name: string; patienceMs?: number; onWait?: (why: string) => void },
): Promise<void> {
  const client = await openClient(databaseUrl, name);
  try {
    const deadline = performance.now() + patienceMs;
    for (let tries = 0; ; tries += 1) {
      const missing = (await isNew(client)) ? wanted : await missingMigrations(client);
      if (missing.length === 0) return;
      const { host, pathname } = new URL(databaseUrl);
      const which =
        missing.length === 1 ? `the migration ${missing[0]}` : `${missing.length} migrations of this version`;
      const why = `The database ${pathname.slice(1)} at ${host} has not had ${which}. Run npm run migrate first, or the image migrate.`;
      if (performance.now() >= deadline) throw new DatabaseAway(why);
      if (tries === 0) onWait?.(why);
      await sleep(betweenMs);
    }
  } finally {
    await client.end();
  }
}

async function isNew(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ name: string | null }>(`SELECT to_regclass('"_prisma_migrations"') AS name`);
  return rows[0]?.name == null;
}
