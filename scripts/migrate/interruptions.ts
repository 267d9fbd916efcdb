/** Migrations whose process was killed, and those that others' locks hold up. */
import pg from "pg";

/**
 * Each migration holds it to its end, shared: Postgres goes on with what it was sent when the process that sent it is gone, and
 * the next one has to wait for how that ends.
 */
const SCRIPT_LOCK = 7_428_190_417;

/** For so long a migration waits for a lock: all that comes to the table behind it waits as long. */
const lockMs = 1000;
const lockNotAvailable = "55P03";

/**
 * A migration as it is sent: one transaction, in which it is also noted as finished. So it is there and noted, or neither,
 * whenever its process is killed.
 */
export function wholeScript(script: string, name: string): string {
  const quoted = `'${name.replaceAll("'", "''")}'`;
  return `SELECT set_config('lock_timeout', '${lockMs}ms', true), pg_advisory_xact_lock_shared(${SCRIPT_LOCK});
${script}
;
UPDATE "_prisma_migrations" SET "finished_at" = now()
  WHERE "migration_name" = ${quoted} AND "finished_at" IS NULL AND "rolled_back_at" IS NULL;`;
}

/** A migration that is not noted as finished has changed nothing: it is forgotten, and so tried again. */
export async function forgetBrokenOff(client: pg.Client, onWait?: (why: string) => void): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1) AS mine", [SCRIPT_LOCK]);
  if (!rows[0]?.mine) {
    onWait?.("A migration of a process that was ended is still under way in the database. Waiting for it.");
    await client.query("SELECT pg_advisory_lock($1)", [SCRIPT_LOCK]);
  }
  await client.query("SELECT pg_advisory_unlock($1)", [SCRIPT_LOCK]);
  const table = await client.query("SELECT to_regclass('_prisma_migrations') AS name");
  if (!table.rows[0]?.name) return;
  await client.query("DELETE FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL");
}

/** Of an error that the engine has put into words. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof pg.DatabaseError && error.cause.code === lockNotAvailable;
}

type Other = { name: string; pid: number };

/** Who most likely holds what a migration waits for. */
export async function oldestTransaction(client: pg.Client): Promise<Other> {
  const { rows } = await client.query<Other>(
    `SELECT coalesce(nullif(application_name, ''), usename) AS name, pid FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
       AND backend_type = 'client backend'
     ORDER BY xact_start LIMIT 1`,
  );
  return rows[0] ?? { name: "one that has ended by now", pid: 0 };
}
