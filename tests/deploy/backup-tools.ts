import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { withDatabase } from "../../scripts/test/template-database.ts";

export const secret = "a secret of the tests, which is long enough";

/** Runs npm run backup or npm run restore, with the embedded database of `home` or with the settings in `more`. */
export async function command(
  name: "backup" | "restore",
  args: string[],
  home: string,
  more: Record<string, string> = {},
) {
  const settings = { PATCHBAY_HOME: home, PATCHBAY_SECRET: secret, DATABASE_URL: "", ...more };
  const child = spawn(process.execPath, ["--no-warnings", `scripts/${name}.ts`, ...args], {
    env: { ...process.env, ...settings },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, said };
}

export async function folder(stack: AsyncDisposableStack): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "patchbay-backup-"));
  stack.defer(() => rm(path, { recursive: true, force: true }));
  return join(path, "backup");
}

export async function emptyDatabase(stack: AsyncDisposableStack): Promise<string> {
  const adminUrl = process.env.TEST_DATABASE_URL ?? "";
  const name = `test_restored_${process.pid}_${Date.now()}`;
  await query(adminUrl, `CREATE DATABASE ${name}`);
  stack.defer(async () => void (await query(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`)));
  return withDatabase(adminUrl, name);
}

export async function tablesOf(databaseUrl: string): Promise<number> {
  const rows = await query(databaseUrl, "SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'");
  return rows.length;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
