import pg from "pg";
import { BackupError } from "./manifest.ts";

/** A connection of its own. Says in a sentence why there is none, without the password. */
export async function openClient(databaseUrl: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: name });
  try {
    await client.connect();
    return client;
  } catch (cause) {
    const { host, pathname } = new URL(databaseUrl);
    const codes = cause instanceof AggregateError ? cause.errors : [cause];
    const why = codes.map((one) => (one instanceof Error ? one.message : String(one))).join("; ");
    throw new BackupError(`The database ${pathname.slice(1)} at ${host} cannot be opened: ${why}.`, { cause });
  }
}
