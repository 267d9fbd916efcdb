import { createHash } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { z } from "zod";
import { openClient } from "../../platform/database/open-client.ts";
import { noObjectStores, type ObjectStores } from "../../platform/files/object-store.ts";
import { fingerprintOfSecret } from "../../platform/vault/vault.ts";
import { MIGRATIONS_DIR, migrationNames } from "../migrate/folder.ts";
import { applyMigrations } from "../migrate.ts";
import { isDamaged, readFile, readWhole } from "./content/read-file.ts";
import { checkAndPutFiles, fetchIndex, fillFiles } from "./content/restore-files.ts";
import { BackupError, Manifest, manifestFile } from "./manifest.ts";
import type { BackupPlace } from "./places/place.ts";
import { leftOut, quoted } from "./tables.ts";

export type RestoreBackup = {
  databaseUrl: string;
  secret: string | undefined;
  place: BackupPlace;
  /** Where the content of files goes; into the database when these name no place. */
  stores?: ObjectStores;
  /** Drops what the database holds; otherwise it has to be empty. */
  replaces?: boolean;
  /** Also with another PATCHBAY_SECRET, under which stored credentials cannot be read. */
  acceptsOtherSecret?: boolean;
};

/**
 * Brings a database to the state of a backup and then to this version. Everything is checked before the database is changed,
 * and the rows come in one transaction: a restore that fails leaves a database without them.
 */
export async function restoreBackup(options: RestoreBackup): Promise<Manifest> {
  const { databaseUrl, place, stores = noObjectStores, replaces = false } = options;
  const manifest = await readManifest(place);
  checkSecret(manifest, options);
  await checkVersion(manifest);
  const client = await openClient(databaseUrl, "patchbay-restore");
  const spool = await mkdtemp(join(tmpdir(), "patchbay-restore-"));
  try {
    const { isEmpty } = await checkDatabase(client, replaces);
    for (const table of manifest.tables) await checkTable(place, table);
    const index = join(spool, "index.gz");
    if (manifest.files !== undefined) {
      await fetchIndex(place, manifest.files, index);
      await checkAndPutFiles({ place, stores }, index);
    }
    if (!isEmpty) await makeEmpty(client);
    await migrateAsFarAs(databaseUrl, manifest.migrations, spool);
    await client.query("BEGIN");
    await fill(client, manifest, place);
    if (manifest.files !== undefined && manifest.files.copied > 0) await fillFiles(client, { place, stores }, index);
    if (options.acceptsOtherSecret) await dropUnreadableKeys(client, options.secret);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } finally {
    await client.end();
    await rm(spool, { recursive: true, force: true });
  }
  await applyMigrations(databaseUrl);
  return manifest;
}

async function readManifest(place: BackupPlace): Promise<Manifest> {
  if ((await place.sizeOf(manifestFile)) === undefined) {
    throw new BackupError(`${place.name} is not a backup, or not a whole one: there is no ${manifestFile} in it.`);
  }
  const text = (await readWhole(place, manifestFile)).toString("utf8");
  const parsed = Manifest.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new BackupError(
    `${place.name}/${manifestFile} cannot be read by this version of Patchbay. Use the one that wrote it.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkSecret({ secretFingerprint }: Manifest, { secret, acceptsOtherSecret = false }: RestoreBackup): void {
  if (acceptsOtherSecret || secretFingerprint === null) return;
  if (secret !== undefined && fingerprintOfSecret(secret) === secretFingerprint) return;
  throw new BackupError(
    "The backup belongs to another PATCHBAY_SECRET: stored credentials could not be read. Set PATCHBAY_SECRET to that of the installation it was made of, or add --other-secret and enter all credentials again.",
  );
}

/** Without them the next credential that is entered makes a new data key; what was encrypted under the former ones is lost anyway. */
async function dropUnreadableKeys(client: pg.Client, secret: string | undefined): Promise<void> {
  const readable = secret === undefined ? null : fingerprintOfSecret(secret);
  await client.query(
    `UPDATE "Workspace" SET "wrappedKey" = NULL, "wrappedKeyId" = NULL WHERE "wrappedKeyId" IS DISTINCT FROM $1`,
    [readable],
  );
}

async function checkVersion({ migrations, patchbay }: Manifest): Promise<void> {
  const known = await migrationNames();
  if (migrations.every((name) => known.includes(name))) return;
  throw new BackupError(`The backup is of a newer version (${patchbay}) than this one. Restore it with that version.`);
}

async function checkTable(place: BackupPlace, { file, sha256 }: Manifest["tables"][number]): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of await readFile(place, file)) hash.update(chunk);
  if (hash.digest("hex") !== sha256) throw isDamaged(place, file);
}

const Names = z.array(z.object({ name: z.string() }));

async function checkDatabase(client: pg.Client, replaces: boolean): Promise<{ isEmpty: boolean }> {
  const tables = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()";
  if (Names.parse((await client.query(tables)).rows).length === 0) return { isEmpty: true };
  if (!replaces && !(await isUnused(client))) {
    throw new BackupError(
      "The database is not empty. Restore into an empty one, or add --replace, which deletes what it holds.",
    );
  }
  await checkStopped(client);
  return { isEmpty: false };
}

/** As a migration leaves it, or a restore that was broken off: tables of Patchbay, in which no one has stored anything. */
async function isUnused(client: pg.Client): Promise<boolean> {
  const applied = Names.safeParse(
    (await client.query(`SELECT migration_name AS name FROM "_prisma_migrations"`).catch(() => ({ rows: [] }))).rows,
  );
  const known = await migrationNames();
  if (!applied.data?.length || !applied.data.every(({ name }) => known.includes(name))) return false;
  const people = await client
    .query(`SELECT FROM "User" UNION ALL SELECT FROM "Workspace" LIMIT 1`)
    .catch(() => undefined);
  return people?.rowCount === 0;
}

/** Its own processes have names; they would go on with rows that are not there any more. */
async function checkStopped(client: pg.Client): Promise<void> {
  const others = await client.query(
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'patchbay%'`,
  );
  const running = Names.parse(others.rows).map(({ name }) => name);
  if (running.length > 0) {
    throw new BackupError(
      `Patchbay is running on this database (${running.join(", ")}). Stop all its processes first.`,
    );
  }
}

async function makeEmpty(client: pg.Client): Promise<void> {
  // Checking the backup may have taken hours.
  await checkStopped(client);
  const [schema] = Names.parse((await client.query("SELECT current_schema() AS name")).rows);
  const name = quoted(schema?.name ?? "public");
  await client.query(`DROP SCHEMA ${name} CASCADE; CREATE SCHEMA ${name}`);
}

/** The migrations that the backup had and no others: its rows are of exactly these tables. */
async function migrateAsFarAs(databaseUrl: string, names: readonly string[], spool: string): Promise<void> {
  const dir = join(spool, "migrations");
  for (const name of [...names, "migration_lock.toml"]) {
    await cp(join(MIGRATIONS_DIR, name), join(dir, name), { recursive: true });
  }
  await applyMigrations(databaseUrl, dir);
}

async function fill(client: pg.Client, { tables, sequences }: Manifest, place: BackupPlace): Promise<void> {
  // Earlier versions wrote some of what is left out now.
  for (const { name, columns, file, rows } of tables.filter((table) => !leftOut.has(table.name))) {
    // A migration may have put rows there.
    await client.query(`DELETE FROM ${quoted(name)}`);
    // Before the stream is there: when the connection breaks, what it says would end the process until the pipeline listens.
    const content = await readFile(place, file);
    const target = client.query(copyFrom(`COPY ${quoted(name)} (${columns.map(quoted).join(", ")}) FROM STDIN`));
    await pipeline(content, createGunzip(), target);
    if (target.rowCount !== rows) {
      throw new BackupError(`The table ${name} got ${target.rowCount} rows instead of ${rows}; nothing was restored.`);
    }
  }
  for (const { name, value } of sequences) {
    await client.query("SELECT setval($1::regclass, $2::bigint)", [quoted(name), value]);
  }
}
