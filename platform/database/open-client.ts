import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isTransientDbError } from "../retry/transient-db-error.ts";
import { findUnfit } from "./find-unfit.ts";

/** There is no connection to the database, or none that Patchbay can work with. The message says why in a sentence, without the password, and what to do. */
export class DatabaseAway extends Error {
  override name = "DatabaseAway";
}

/** A connection of its own. Throws `DatabaseAway`. */
export async function openClient(databaseUrl: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...{ connectionString: databaseUrl, application_name: name },
    // As the pools have it (db.ts): a host that drops packets says nothing for minutes.
    connectionTimeoutMillis: 15_000,
  });
  // One that breaks between two statements must not end the process; the next one reports it.
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (cause) {
    throw awayFor(cause, databaseUrl);
  }
}

/** `cause` is why a connection was not made, or broke at its first statement. */
function awayFor(cause: unknown, databaseUrl: string): DatabaseAway {
  const { host, pathname } = new URL(databaseUrl);
  const found = cause instanceof AggregateError ? cause.errors : [cause];
  const why = found.map((one) => (one instanceof Error ? one.message : String(one))).join("; ");
  const what = `The database ${pathname.slice(1)} at ${host} cannot be opened: ${why}.`;
  return new DatabaseAway(`${what} ${adviceFor(found)}`, { cause });
}

const advice: Readonly<Record<string, string>> = {
  "28P01": "Check the user and the password in DATABASE_URL.",
  "28000": "Check the user in DATABASE_URL, and whom pg_hba.conf lets in.",
  "3D000": "Make the database, or correct its name in DATABASE_URL.",
};

function adviceFor(errors: readonly unknown[]): string {
  const codes = errors.map((one) => (one instanceof Error && "code" in one ? String(one.code) : ""));
  const known = codes.flatMap((code) => advice[code] ?? []);
  return known[0] ?? "Check that Postgres runs there, and that DATABASE_URL is right.";
}

const betweenMs = 500;

/**
 * Resolves when the database can be opened. One that is starting is waited for, up to `patienceMs`; `onWait` is told once
 * why. Throws `DatabaseAway`.
 */
export async function awaitDatabase(
  databaseUrl: string,
  { name, patienceMs = 30_000, onWait }: { name: string; patienceMs?: number; onWait?: (why: string) => void },
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await assertFit(databaseUrl, name);
    } catch (error) {
      if (!(error instanceof DatabaseAway) || !isPassing(error.cause) || performance.now() >= deadline) throw error;
      if (tries === 0) onWait?.(error.message);
      await sleep(betweenMs);
    }
  }
}

async function assertFit(databaseUrl: string, name: string): Promise<void> {
  const client = await openClient(databaseUrl, name);
  try {
    const unfit = await findUnfit(client, databaseUrl).catch((cause) => {
      throw awayFor(cause, databaseUrl);
    });
    if (unfit === undefined) return;
    const { host, pathname } = new URL(databaseUrl);
    const what = `The database ${pathname.slice(1)} at ${host} cannot be worked with.`;
    // As Postgres says of a change on a standby, which a failover makes a primary.
    throw new DatabaseAway(`${what} ${unfit.sentence}`, { cause: unfit.isPassing ? { code: "25006" } : undefined });
  } finally {
    await client.end();
  }
}

/** Each address of a host name may have failed by itself. */
function isPassing(cause: unknown): boolean {
  return cause instanceof AggregateError ? cause.errors.every(isTransientDbError) : isTransientDbError(cause);
}
