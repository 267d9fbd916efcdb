import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";

const inPrisma = (path: string) => fileURLToPath(new URL(`../../prisma/${path}`, import.meta.url));

export const SCHEMA_FILE = inPrisma("schema.prisma");
export const MIGRATIONS_DIR = inPrisma("migrations");

/** The names of all migrations, oldest first (their names begin with the time of their making). */
export async function migrationNames(dir = MIGRATIONS_DIR): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The whole folder in the form in which the schema engine wants it. */
export async function readMigrations(dir = MIGRATIONS_DIR): Promise<MigrationList> {
  const names = await migrationNames(dir);
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: await readFile(`${dir}/${path}/migration.sql`, "utf8") },
      },
    })),
  );
  const lockfile = { path: "migration_lock.toml", content: await readFile(`${dir}/migration_lock.toml`, "utf8") };
  return { baseDir: dir, lockfile, shadowDbInitScript: "", migrationDirectories };
}
