import { type ExecFileOptions, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../tests/helpers/database.ts";
import { patienceMs } from "../tests/helpers/patience.ts";
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

test("a migration that fails is named, changes nothing, and is tried again at the next start", async () => {
  await using db = await testDatabase();
  await using folder = await migrationsWith("CREATE TABLE half (x int); ALTER TABLE nowhere ADD COLUMN x int;");
  const failed = applyMigrations(db.url, folder.path);
  await expect(failed).rejects.toThrow(
    /30000101000000_more failed:[\s\S]*nowhere[\s\S]*is tried again at the next start/,
  );
  await expect(applyMigrations(db.url, folder.path)).rejects.toThrow(/30000101000000_more/);
  expect((await db.pool.query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }]);
  await db.pool.query("CREATE TABLE nowhere ()");
  expect(await applyMigrations(db.url, folder.path)).toEqual(["30000101000000_more"]);
  expect((await db.pool.query("SELECT half.x, nowhere.x FROM half, nowhere")).rowCount).toBe(0);
});

/** Goes on for as long as the table `go` is empty. */
const slow = `CREATE TABLE half (x int);
DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM go) LOOP PERFORM pg_sleep(0.02); END LOOP; END $$;
ALTER TABLE half ADD COLUMN y int;`;

test.each([
  ["goes on in the database: the next start waits for it", false, []],
  ["is ended there as well: the next start applies it", true, ["30000101000000_more"]],
])("a migration whose process is killed %s", async (_, isEnded, applied) => {
  await using db = await testDatabase();
  await db.pool.query("CREATE TABLE go (x int)");
  await using folder = await migrationsWith(slow);
  const code = `import { applyMigrations } from "./scripts/migrate.ts"; await applyMigrations(${JSON.stringify(db.url)}, ${JSON.stringify(folder.path)});`;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", code], { stdio: "ignore" });
  const backends = async () => {
    const text =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%CREATE TABLE half%' AND pid <> pg_backend_pid()";
    return (await db.pool.query<{ pid: number }>(text)).rows.map(({ pid }) => pid);
  };
  await expect.poll(backends, { timeout: patienceMs }).toHaveLength(1);
  child.kill("SIGKILL");
  await once(child, "exit");
  if (isEnded) await db.pool.query("SELECT pg_terminate_backend($1)", [(await backends())[0]]);
  const said: string[] = [];
  const again = applyMigrations(db.url, folder.path, { onWait: (why) => void said.push(why) });
  if (!isEnded)
    await expect.poll(() => said, { timeout: patienceMs }).toEqual([expect.stringContaining("still under way")]);
  await db.pool.query("INSERT INTO go VALUES (1)");
  expect(await again).toEqual(applied);
  expect((await db.pool.query("SELECT x, y FROM half")).rowCount).toBe(0);
  const noted = `SELECT count(*)::int AS n FROM _prisma_migrations WHERE migration_name LIKE '3000%' AND finished_at IS NOT NULL`;
  expect((await db.pool.query(noted)).rows).toEqual([{ n: 1 }]);
  expect(await applyMigrations(db.url, folder.path)).toEqual([]);
});

test("a migration that a long transaction holds up says whose it is, and lets others have the table meanwhile", async () => {
  await using db = await testDatabase();
  await using folder = await migrationsWith(`ALTER TABLE "User" ADD COLUMN x int;`);
  const backup = new pg.Client({ connectionString: db.url, application_name: "patchbay-backup" });
  await backup.connect();
  await using _ = { [Symbol.asyncDispose]: () => backup.end() };
  await backup.query(`BEGIN; LOCK TABLE "User" IN ACCESS SHARE MODE`);
  const impatient = applyMigrations(db.url, folder.path, { patienceMs: 0 });
  await expect(impatient).rejects.toThrow(
    /most likely that of patchbay-backup \(process \d+ of Postgres\)\. End it, .*pg_terminate_backend/,
  );
  const said: string[] = [];
  const patient = applyMigrations(db.url, folder.path, { onWait: (why) => void said.push(why) });
  await expect.poll(() => said, { timeout: patienceMs }).toEqual([expect.stringContaining("that of patchbay-backup")]);
  await db.pool.query(`SELECT FROM "User"`);
  await backup.query("COMMIT");
  expect(await patient).toEqual(["30000101000000_more"]);
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
