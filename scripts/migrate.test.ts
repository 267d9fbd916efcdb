import { type ExecFileOptions, execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
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
});

test("settings in .env reach each command of npm run, and where there is none nothing is said of it", async () => {
  const { scripts } = JSON.parse(await readFile("package.json", "utf8"));
  const preloaded = Object.values<string>(scripts).filter((script) => script.includes(preload));
  for (const file of ["migrate", "backup", "restore", "files", "secret", "sign-in-link"]) {
    expect(preloaded).toContain(`node --no-warnings ${preload} scripts/${file}.ts`);
  }
  expect(JSON.stringify(scripts)).not.toContain("--env-file");
  const folder = await mkdtemp(join(tmpdir(), "patchbay-settings-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const print = ["--import", resolve("scripts/load-env-file.ts"), "-p", "process.env.DATABASE_URL"];
  const said = () => node(print, { cwd: folder, env: { ...process.env, DATABASE_URL: undefined } });
  expect(await said()).toEqual({ code: 0, said: "undefined\n" });
  await writeFile(join(folder, ".env"), "DATABASE_URL=from-the-file\n");
  expect(await said()).toEqual({ code: 0, said: "from-the-file\n" });
});

const preload = "--import ./scripts/load-env-file.ts";
const npmRunMigrate = (env: Record<string, string>) =>
  node([...preload.split(" "), "scripts/migrate.ts"], { env: { ...process.env, DATABASE_URL: "", ...env } });

/** Its exit code, and what it said on either stream. */
function node(args: string[], options: ExecFileOptions): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(process.execPath, ["--no-warnings", ...args], options, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), said: `${stdout}${stderr}` }),
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
