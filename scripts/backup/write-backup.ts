import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { z } from "zod";
import { fingerprintOfSecret } from "../../platform/vault/vault.ts";
import { version } from "../../platform/version.ts";
import { BackupError, type Manifest, manifestFile } from "./manifest.ts";
import { listSequences, listTables, quoted, type Table } from "./tables.ts";

export type WriteBackup = { databaseUrl: string; secret: string | undefined; dir: string };

/**
 * Writes all that users have stored into a folder, as of one moment, while Patchbay runs: every table is read in the same
 * snapshot. The folder appears under its name only when the backup is whole.
 */
export async function writeBackup({ databaseUrl, secret, dir }: WriteBackup): Promise<Manifest> {
  const target = resolve(dir);
  if (existsSync(target) && (await readdir(target)).length > 0) {
    throw new BackupError(`${target} is not empty. Name a new folder, for example ${target}-2.`);
  }
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "patchbay-backup" });
  await client.connect();
  try {
    const content = await readAll(client, partial);
    const secretFingerprint = secret === undefined ? null : fingerprintOfSecret(secret);
    const manifest: Manifest = { format: 1, patchbay: version, secretFingerprint, ...content };
    await writeFile(join(partial, manifestFile), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

const Now = z.tuple([z.object({ now: z.date() })]);
const Names = z.array(z.object({ name: z.string() }));
const Last = z.tuple([z.object({ value: z.string().nullable() })]);

async function readAll(client: pg.Client, dir: string) {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  // The first statement takes the snapshot.
  const [{ now }] = Now.parse((await client.query("SELECT clock_timestamp() AS now")).rows);
  const done = "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1";
  const migrations = Names.parse((await client.query(done)).rows).map(({ name }) => name);
  const tables: Manifest["tables"] = [];
  for (const table of await listTables(client)) tables.push(await writeTable(client, table, dir));
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
  dir: string,
): Promise<Manifest["tables"][number]> {
  const file = `${name}.copy.gz`;
  const hash = createHash("sha256");
  const rows = client.query(copyTo(`COPY ${quoted(name)} (${columns.map(quoted).join(", ")}) TO STDOUT`));
  const hashed = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(rows, createGzip(), hashed, createWriteStream(join(dir, file), { mode: 0o600 }));
  return { name, columns, file, rows: rows.rowCount, sha256: hash.digest("hex") };
}
