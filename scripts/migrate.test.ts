import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "../tests/helpers/database.ts";
import { MIGRATIONS_DIR, migrationNames } from "./migrate/folder.ts";
import { applyMigrations } from "./migrate.ts";
import { withDatabase } from "./test/template-database.ts";

test("two starters at once migrate an empty database once", async () => {
  await using database = await emptyDatabase();
  const applied = await Promise.all([applyMigrations(database.url), applyMigrations(database.url)]);
  expect(applied.flat()).toEqual(await migrationNames());
});

test("a migrated database is left alone", async () => {
  await using db = await testDatabase();
  expect(await applyMigrations(db.url)).toEqual([]);
});

test("semicolons in comments and function bodies do not cut a migration", async () => {
  await using db = await testDatabase();
  const body = "CREATE FUNCTION seven() RETURNS int AS $$ BEGIN RETURN 7; END; $$ LANGUAGE plpgsql;";
  await using folder = await migrationsWith(`-- One thing; another.\n${body}`);
  expect(await applyMigrations(db.url, folder.path)).toEqual(["30000101000000_more"]);
  expect((await db.pool.query("SELECT seven()")).rows).toEqual([{ seven: 7 }]);
});

test("a migration that fails is named, and stands in the way of the next start", async () => {
  await using db = await testDatabase();
  await using folder = await migrationsWith("ALTER TABLE nowhere ADD COLUMN x int;");
  await expect(applyMigrations(db.url, folder.path)).rejects.toThrow(/30000101000000_more failed:[\s\S]*nowhere/);
  await expect(applyMigrations(db.url, folder.path)).rejects.toThrow(/30000101000000_more/);
});

test("npm run migrate needs the database's address alone, from the environment or .env, and asks for it", async () => {
  await using db = await testDatabase();
  expect(await npmRunMigrate({ DATABASE_URL: db.url })).toEqual({ code: 0, said: "The database is up to date.\n" });
  expect(await npmRunMigrate({})).toEqual({ code: 1, said: expect.stringMatching(/^Set DATABASE_URL .+\n$/) });
  const wrong = await npmRunMigrate({ DATABASE_URL: "nonsense" });
  expect(wrong).toEqual({
    code: 1,
    said: expect.stringMatching(/^These settings are wrong .+\n {2}DATABASE_URL .+\n$/),
  });
  const { scripts } = JSON.parse(await readFile("package.json", "utf8"));
  expect(scripts.migrate).toContain("--env-file-if-exists=.env");
});

/** Its exit code, and what it said on either stream. */
function npmRunMigrate(env: Record<string, string>): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const args = ["--no-warnings", "scripts/migrate.ts"];
    const options = { env: { ...process.env, DATABASE_URL: "", ...env } };
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });
}

async function migrationsWith(sql: string) {
  const path = await mkdtemp(join(tmpdir(), "patchbay-migrations-"));
  await cp(MIGRATIONS_DIR, path, { recursive: true });
  await mkdir(join(path, "30000101000000_more"));
  await writeFile(join(path, "30000101000000_more", "migration.sql"), sql);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function emptyDatabase() {
  const adminUrl = process.env.TEST_DATABASE_URL!;
  const name = `empty_${Date.now()}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`CREATE DATABASE ${name}`);
  const drop = () => run(`DROP DATABASE ${name} WITH (FORCE)`);
  return { url: withDatabase(adminUrl, name), [Symbol.asyncDispose]: drop };
}
