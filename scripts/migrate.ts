import type pg from "pg";
import { awaitDatabase, openClient } from "../platform/database/open-client.ts";
import { withSchemaEngine } from "./migrate/engine.ts";
import { MIGRATIONS_DIR, migrationNames, readMigrations } from "./migrate/folder.ts";

// Any number; all starters of Patchbay on one database queue behind it, so that two of them never migrate at once.
const LOCK = 7_428_190_416;

/** Applies what is missing, as `prisma migrate deploy` does, and returns the names of the migrations it applied. */
export async function applyMigrations(databaseUrl: string, dir = MIGRATIONS_DIR): Promise<string[]> {
  const client = await openClient(databaseUrl, "patchbay-migrate");
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    // Loading the schema engine takes half a second, so it is left out when there is nothing to do.
    if (await isUpToDate(client, dir)) return [];
    const migrationsList = await readMigrations(dir);
    const filters = { externalTables: [], externalEnums: [] };
    const result = await withSchemaEngine(databaseUrl, (engine) => engine.applyMigrations({ migrationsList, filters }));
    return result.appliedMigrationNames;
  } finally {
    await client.end();
  }
}

async function isUpToDate(client: pg.Client, dir: string): Promise<boolean> {
  const table = await client.query("SELECT to_regclass('_prisma_migrations') AS name");
  if (!table.rows[0]?.name) return false;
  const done = await client.query<{ migration_name: string; complete: boolean }>(
    "SELECT migration_name, finished_at IS NOT NULL AS complete FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const complete = new Set(done.rows.filter((row) => row.complete).map((row) => row.migration_name));
  const names = await migrationNames(dir);
  return done.rows.every((row) => row.complete) && names.every((name) => complete.has(name));
}

if (import.meta.main) {
  const { orExit } = await import("../platform/at-start.ts");
  const { EnvError, loadStartEnv } = await import("../platform/env.ts");
  const applied = await orExit(async () => {
    // Nothing but the database is needed here.
    const { DATABASE_URL } = loadStartEnv(process.env);
    if (DATABASE_URL === undefined) {
      throw new EnvError(
        "Set DATABASE_URL to the database to migrate. The one that npm start brings is migrated by it.",
      );
    }
    await awaitDatabase(DATABASE_URL, { name: "patchbay-migrate", onWait: (why) => console.error(`${why} Waiting.`) });
    return await applyMigrations(DATABASE_URL);
  });
  console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
}
