import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { z } from "zod";
import { fingerprintOfSecret } from "../../platform/vault/vault.ts";
import { MIGRATIONS_DIR, migrationNames } from "../migrate/folder.ts";
import { applyMigrations } from "../migrate.ts";
import { BackupError, Manifest, manifestFile } from "./manifest.ts";
import { quoted } from "./tables.ts";

export type RestoreBackup = {
  databaseUrl: string;
  secret: string | undefined;
  dir: string;
  /** Drops what the database holds; otherwise it has to be empty. */
  replaces?: boolean;
  /** Also with another PATCHBAY_SECRET, under which stored credentials cannot be read. */
  acceptsOtherSecret?: boolean;
};

/**
 * Brings a database to the state of a backup and then to this version. Everything is checked before anything is changed, and
 * the rows come in one transaction: a restore that fails leaves a database without them.
 */
export async function restoreBackup(options: RestoreBackup): Promise<Manifest> {
  const { databaseUrl, dir, replaces = false } = options;
  const manifest = await readManifest(dir);
  checkSecret(manifest, options);
  await checkVersion(manifest);
  for (const { file, sha256 } of manifest.tables) await checkFile(join(dir, file), sha256);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "patchbay-restore" });
  await client.connect();
  try {
    await makeEmpty(client, replaces);
    await migrateAsFarAs(databaseUrl, manifest.migrations);
    await fill(client, manifest, dir);
  } finally {
    await client.end();
  }
  await applyMigrations(databaseUrl);
  return manifest;
}

async function readManifest(dir: string): Promise<Manifest> {
  const text = await readFile(join(dir, manifestFile), "utf8").catch(() => undefined);
  if (text === undefined) throw new BackupError(`${dir} is not a backup: there is no ${manifestFile} in it.`);
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new BackupError(
    `${join(dir, manifestFile)} cannot be read by this version of Patchbay. Use the one that wrote it.`,
  );
}

function checkSecret({ secretFingerprint }: Manifest, { secret, acceptsOtherSecret = false }: RestoreBackup): void {
  if (acceptsOtherSecret || secretFingerprint === null) return;
  if (secret !== undefined && fingerprintOfSecret(secret) === secretFingerprint) return;
  throw new BackupError(
    "The backup belongs to another PATCHBAY_SECRET: stored credentials could not be read. Set PATCHBAY_SECRET to that of the installation it was made of, or add --other-secret and enter all credentials again.",
  );
}

async function checkVersion({ migrations, patchbay }: Manifest): Promise<void> {
  const known = await migrationNames();
  if (migrations.every((name) => known.includes(name))) return;
  throw new BackupError(`The backup is of a newer version (${patchbay}) than this one. Restore it with that version.`);
}

async function checkFile(file: string, expected: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash).catch((cause) => {
    throw new BackupError(`${file} cannot be read. Restore another backup; nothing was changed.`, { cause });
  });
  if (hash.digest("hex") === expected) return;
  throw new BackupError(
    `${file} is damaged: its hash is not the one that was noted. Restore another backup; nothing was changed.`,
  );
}

const Names = z.array(z.object({ name: z.string() }));

async function makeEmpty(client: pg.Client, replaces: boolean): Promise<void> {
  const tables = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()";
  if (Names.parse((await client.query(tables)).rows).length === 0) return;
  if (!replaces) {
    throw new BackupError(
      "The database is not empty. Restore into an empty one, or add --replace, which deletes what it holds.",
    );
  }
  // Its own processes have names; they would go on with rows that are not there any more.
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
  const [schema] = Names.parse((await client.query("SELECT current_schema() AS name")).rows);
  const name = quoted(schema?.name ?? "public");
  await client.query(`DROP SCHEMA ${name} CASCADE; CREATE SCHEMA ${name}`);
}

/** The migrations that the backup had and no others: its rows are of exactly these tables. */
async function migrateAsFarAs(databaseUrl: string, names: readonly string[]): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "patchbay-restore-"));
  try {
    for (const name of [...names, "migration_lock.toml"]) {
      await cp(join(MIGRATIONS_DIR, name), join(dir, name), { recursive: true });
    }
    await applyMigrations(databaseUrl, dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function fill(client: pg.Client, { tables, sequences }: Manifest, dir: string): Promise<void> {
  await client.query("BEGIN");
  for (const { name, columns, file, rows } of tables) {
    // A migration may have put rows there.
    await client.query(`DELETE FROM ${quoted(name)}`);
    const target = client.query(copyFrom(`COPY ${quoted(name)} (${columns.map(quoted).join(", ")}) FROM STDIN`));
    await pipeline(createReadStream(join(dir, file)), createGunzip(), target);
    if (target.rowCount !== rows) {
      throw new BackupError(`The table ${name} got ${target.rowCount} rows instead of ${rows}; nothing was restored.`);
    }
  }
  for (const { name, value } of sequences) {
    await client.query("SELECT setval($1::regclass, $2::bigint)", [quoted(name), value]);
  }
  await client.query("COMMIT");
  await client.query("ANALYZE");
}
