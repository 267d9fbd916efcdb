import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { z } from "zod";
import { openClient } from "../../platform/database/open-client.ts";
import { noObjectStores, type ObjectStores } from "../../platform/files/object-store.ts";
import { fingerprintOfSecret } from "../../platform/vault/vault.ts";
import { version } from "../../platform/version.ts";
import { copyFiles } from "./content/copy-files.ts";
import { hashed } from "./content/hashed.ts";
import { listFiles } from "./content/list-files.ts";
import { type Manifest, manifestFile } from "./manifest.ts";
import type { BackupPlace } from "./places/place.ts";
import { listSequences, listTables, quoted, type Table } from "./tables.ts";

export type WriteBackup = {
  databaseUrl: string;
  secret: string | undefined;
  place: BackupPlace;
  /** Where files lie that are not in the database. */
  stores?: ObjectStores;
  /** Leaves the content of those where it is. */
  withoutFiles?: boolean;
};

/**
 * Writes all that users have stored, as of one moment, while Patchbay runs: every table is read in the same snapshot. It is
 * a backup only when it is whole.
 */
export async function writeBackup(options: WriteBackup): Promise<Manifest> {
  const { databaseUrl, secret, place, stores = noObjectStores, withoutFiles = false } = options;
  const client = await openClient(databaseUrl, "patchbay-backup");
  const spool = await mkdtemp(join(tmpdir(), "patchbay-backup-"));
  let hasBegun = false;
  try {
    const { resumes } = await place.begin();
    hasBegun = true;
    const listed = join(spool, "listed.gz");
    const content = await readAll(client, place, listed);
    const files = await copyFiles({ listed, index: join(spool, "index.gz") }, { place, stores, withoutFiles, resumes });
    const secretFingerprint = secret === undefined ? null : fingerprintOfSecret(secret);
    const manifest: Manifest = { format: 2, patchbay: version, secretFingerprint, ...content, files };
    await place.write(manifestFile, Readable.from([Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)]));
    await place.finish();
    return manifest;
  } catch (error) {
    if (hasBegun) await place.abandon();
    throw error;
  } finally {
    await client.end();
    await rm(spool, { recursive: true, force: true });
  }
}

const Now = z.tuple([z.object({ now: z.date() })]);
const Names = z.array(z.object({ name: z.string() }));
const Last = z.tuple([z.object({ value: z.string().nullable() })]);

async function readAll(client: pg.Client, place: BackupPlace, listed: string) {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  // The first statement takes the snapshot.
  const [{ now }] = Now.parse((await client.query("SELECT clock_timestamp() AS now")).rows);
  const done = "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1";
  const migrations = Names.parse((await client.query(done)).rows).map(({ name }) => name);
  const found = await listTables(client);
  const tables: Manifest["tables"] = [];
  for (const table of found) tables.push(await writeTable(client, table, place));
  await listFiles(client, found, listed);
  // A sequence is of no snapshot: what it says now is not behind what the tables hold.
  const sequences: Manifest["sequences"] = [];
  for (const name of await listSequences(client)) {
    const last = await client.query("SELECT last_value::text AS value FROM pg_sequences WHERE sequencename = $1", [
      name,
    ]);
    const [{ value }] = Last.parse(last.rows);
    if (value !== null) sequences.push({ name, value });
  }
  await client.query("COMMIT");
  return { takenAt: now.toISOString(), migrations, tables, sequences };
}

async function writeTable(
  client: pg.Client,
  { name, columns }: Table,
  place: BackupPlace,
): Promise<Manifest["tables"][number]> {
  const file = `${name}.copy.gz`;
  const { stream, digest } = hashed();
  const rows = client.query(copyTo(`COPY ${quoted(name)} (${columns.map(quoted).join(", ")}) TO STDOUT`));
  await pipeline(rows, createGzip(), stream, (source) =>
    place.write(file, Readable.from(source, { objectMode: false })),
  );
  return { name, columns, file, rows: rows.rowCount, sha256: digest() };
}
