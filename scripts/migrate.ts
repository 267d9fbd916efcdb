import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { awaitDatabase, openClient } from "../platform/database/open-client.ts";
import { withSchemaEngine } from "./migrate/engine.ts";
import { MIGRATIONS_DIR, migrationNames, readMigrations } from "./migrate/folder.ts";
import { forgetBrokenOff, isLockTimeout, oldestTransaction } from "./migrate/interruptions.ts";
import { StartupError } from "./start/startup-error.ts";

// Any number; all starters of Patchbay on one database queue behind it, so that two of them never migrate at once.
const LOCK = 7_428_190_416;

type Waiting = {
  /** Told why, once for each reason. */
  onWait?(why: string): void;
  /** Milliseconds for which a migration waits for what others have locked. */
  patienceMs?: number;
};

const betweenMs = 2000;

/**
 * Applies what is missing, as `prisma migrate deploy` does, and returns the names of the migrations it applied. Each is applied
 * as a whole or not at all, also when this process is killed; the next call goes on with it.
 */
export async function applyMigrations(
  databaseUrl: string,
  dir = MIGRATIONS_DIR,
  waiting: Waiting = {},
): Promise<string[]> {
  const client = await openClient(databaseUrl, "patchbay-migrate");
  try {
    await takeTurn(client, waiting);
    await forgetBrokenOff(client, waiting.onWait);
    // Loading the schema engine takes half a second, so it is left out when there is nothing to do.
    const missing = await missingFrom(client, dir);
    if (missing.length > 0) await apply(databaseUrl, { client, dir, ...waiting });
    return missing;
  } finally {
    await client.end();
  }
}

async function takeTurn(client: pg.Client, { onWait }: Waiting): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1) AS mine", [LOCK]);
  if (rows[0]?.mine) return;
  onWait?.("Another process is migrating this database. Waiting for it.");
  await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
}

async function missingFrom(client: pg.Client, dir: string): Promise<string[]> {
  const names = await migrationNames(dir);
  const table = await client.query("SELECT to_regclass('_prisma_migrations') AS name");
  if (!table.rows[0]?.name) return names;
  const done = await client.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const complete = new Set(done.rows.map(({ name }) => name));
  return names.filter((name) => !complete.has(name));
}

type Apply = Waiting & { client: pg.Client; dir: string };

async function apply(databaseUrl: string, { client, dir, onWait, patienceMs = 600_000 }: Apply): Promise<void> {
  const migrationsList = await readMigrations(dir);
  const filters = { externalTables: [], externalEnums: [] };
  const told = new Set<string>();
  for (const until = performance.now() + patienceMs; ; await sleep(betweenMs)) {
    try {
      await withSchemaEngine(
        databaseUrl,
        (engine) => engine.applyMigrations({ migrationsList, filters }),
        migrationsList,
      );
      return;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!isLockTimeout(error)) {
        const words = `${message}\nIt has changed nothing, and is tried again at the next start.`;
        throw new StartupError(words, { cause: error });
      }
      const { name, pid } = await oldestTransaction(client);
      const what = `A migration has to wait for another transaction, most likely that of ${name} (process ${pid} of Postgres).`;
      if (performance.now() > until) {
        const advice = `End it, for example by SELECT pg_terminate_backend(${pid}), and start this again.`;
        throw new StartupError(`${what} ${advice}`, { cause: error });
      }
      if (!told.has(what)) onWait?.(`${what} It is tried again and again until that has ended.`);
      told.add(what);
      await forgetBrokenOff(client, onWait);
    }
  }
}

if (import.meta.main) {
  const { orExit } = await import("../platform/at-start.ts");
  const { EnvError, loadStartEnv } = await import("../platform/env.ts");
  const onWait = (why: string) => console.error(why);
  const applied = await orExit(async () => {
    // Nothing but the database is needed here.
    const { DATABASE_URL } = loadStartEnv(process.env);
    if (DATABASE_URL === undefined) {
      throw new EnvError(
        "Set DATABASE_URL to the database to migrate. The one that npm start brings is migrated by it.",
      );
    }
    await awaitDatabase(DATABASE_URL, { name: "patchbay-migrate", onWait: (why) => onWait(`${why} Waiting.`) });
    return await applyMigrations(DATABASE_URL, MIGRATIONS_DIR, { onWait }).catch((error: unknown) => {
      if (!(error instanceof StartupError)) throw error;
      console.error(error.message);
      process.exit(1);
    });
  });
  console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
}
