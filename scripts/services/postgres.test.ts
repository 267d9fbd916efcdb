import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";
import { startPostgres } from "./postgres.ts";
import { commandOf } from "./process-info.ts";

test("data survives a stop, a kill, and a lock file that names another program's process", async () => {
  await using home = await folder();
  const first = await startPostgres(home.options);
  await query(first.url("postgres"), "CREATE TABLE kept AS SELECT 42 AS answer");
  await first.stop();

  const second = await startPostgres(home.options);
  expect(second.isNew).toBe(false);
  process.kill(second.daemon.pid, "SIGKILL");
  await second.daemon.ended;
  const lock = `${process.pid}\n${home.options.dataDir}\n1\n${home.options.port}\n\n127.0.0.1\n1 1\nready\n`;
  await writeFile(join(home.options.dataDir, "postmaster.pid"), lock);

  const third = await startPostgres(home.options);
  expect(await query(third.url("postgres"), "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  expect(
    await query(third.url("postgres"), "SHOW wal_segment_size"),
    "no commit waits for a large one to be made",
  ).toEqual([{ wal_segment_size: "4MB" }]);
  await third.stop();
});

test("it does not outlive a starter that is killed", async () => {
  await using home = await folder();
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL("postgres.ts", import.meta.url).href)};
    const { daemon } = await startPostgres(${JSON.stringify(home.options)});
    console.log(daemon.pid);
    setInterval(() => {}, 1000);`;
  const args = ["--no-warnings", "--input-type=module", "--eval", script];
  const starter = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const pid = Number(await new Promise((resolve) => starter.stdout.once("data", resolve)));
  expect(commandOf(pid)).toContain(home.options.dataDir);
  starter.kill("SIGKILL");
  await expect.poll(() => commandOf(pid)).toBe("");
});

async function folder() {
  const path = await mkdtemp(join(tmpdir(), "patchbay-postgres-test-"));
  // Under root the database runs as another account, which must be able to enter.
  await chmod(path, 0o755);
  const files = { dataDir: join(path, "data"), logFile: join(path, "log") };
  const options = { ...files, port: await freePort(), password: "secret", throwaway: true };
  return { options, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}
