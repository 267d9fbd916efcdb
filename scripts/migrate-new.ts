import { mkdir, readFile, writeFile } from "node:fs/promises";
import { withSchemaEngine } from "./migrate/engine.ts";
import { MIGRATIONS_DIR, readMigrations, SCHEMA_FILE } from "./migrate/folder.ts";
import { throwawayPostgres } from "./services/throwaway-postgres.ts";

// npm run migrate:new -- add-something: compares prisma/schema.prisma with what the migrations make, and writes the
// difference as a new migration. Read it before you commit it; add by hand what Prisma does not know (partial indexes).

const LOCK_FILE = '# Prisma reads this file to know the kind of database.\nprovider = "postgresql"\n';

const name = process.argv[2] ?? "";
if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(name)) {
  console.error("Give the migration a name in small letters, for example: npm run migrate:new -- add-share-links");
  process.exit(1);
}

await mkdir(MIGRATIONS_DIR, { recursive: true });
await writeFile(`${MIGRATIONS_DIR}/migration_lock.toml`, LOCK_FILE, { flag: "wx" }).catch(() => {});
const sql = await difference();
if (sql === "") {
  console.log("The migrations already make what prisma/schema.prisma describes; nothing was written.");
} else {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = `${stamp}_${name.replaceAll("-", "_")}`;
  await mkdir(`${MIGRATIONS_DIR}/${folder}`);
  await writeFile(`${MIGRATIONS_DIR}/${folder}/migration.sql`, sql);
  console.log(`Wrote prisma/migrations/${folder}/migration.sql; read it before you commit it.`);
}

async function difference(): Promise<string> {
  await using postgres = await throwawayPostgres();
  const schema = { path: SCHEMA_FILE, content: await readFile(SCHEMA_FILE, "utf8") };
  const from = { tag: "migrations" as const, ...(await readMigrations()) };
  const to = { tag: "schemaDatamodel" as const, files: [schema] };
  const filters = { externalTables: [], externalEnums: [] };
  const result = await withSchemaEngine(postgres.url("postgres"), (engine) =>
    engine.diff({ from, to, script: true, exitCode: true, filters }),
  );
  return result.exitCode === 0 ? "" : (result.stdout ?? "");
}
