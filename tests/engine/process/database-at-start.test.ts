/** What every process says when its database cannot be opened, and how it waits for one that starts. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { findUnfit } from "../../../platform/database/find-unfit.ts";
import { awaitMigrations } from "../../../platform/database/migrations.ts";
import { awaitDatabase, DatabaseAway } from "../../../platform/database/open-client.ts";
import { applyMigrations } from "../../../scripts/migrate.ts";
import { freePort } from "../../../scripts/services/free-port.ts";
import { startPostgres } from "../../../scripts/services/postgres.ts";
import { emptyDatabase } from "../../deploy/backup-tools.ts";
import { testDatabase } from "../../helpers/database.ts";
import { patienceMs } from "../../helpers/patience.ts";

const commands = {
  worker: ["workers/main.ts"],
  web: ["server/main.ts"],
  migrate: ["scripts/migrate.ts"],
  "sign-in-link": ["scripts/sign-in-link.ts"],
  backup: ["scripts/backup.ts", "--to", "nowhere"],
  secret: ["scripts/secret.ts", "rewrap"],
};

test.each(Object.entries(commands))("%s says in one sentence that its database is not there", async (_name, args) => {
  await using db = await testDatabase();
  const url = new URL(db.url);
  url.pathname = "/no_such_database";
  const env = { ...process.env, DATABASE_URL: url.href, PATCHBAY_SECRET: "s".repeat(40) };
  const { code, said } = await run(args, env);
  expect(code).toBe(1);
  expect(said).toMatch(
    /^The database no_such_database at \S+ cannot be opened: [^\n]+\. Make the database, or correct its name in DATABASE_URL\.\n$/,
  );
  expect(said).not.toContain(url.password || "nothing");
});

test("a database without the migrations of this version is said to be one, and waited for while they are applied", async () => {
  await using stack = new AsyncDisposableStack();
  const url = await emptyDatabase(stack);
  const sentence =
    /^The database test_\S+ at \S+ has not had \d+ migrations of this version\. Run npm run migrate first, or the image migrate\.$/;
  await expect(awaitMigrations(url, { name: "test", patienceMs: 0 })).rejects.toThrow(sentence);
  const told: string[] = [];
  const { promise: waits, resolve } = Promise.withResolvers<void>();
  const ready = awaitMigrations(url, {
    name: "test",
    patienceMs,
    onWait(why) {
      told.push(why);
      resolve();
    },
  });
  await waits;
  await applyMigrations(url);
  await ready;
  expect(told).toEqual([expect.stringMatching(sentence)]);
});

test("a database that is starting is waited for, and one that stays away is not for ever", async () => {
  await using db = await testDatabase();
  const port = await freePort();
  const url = new URL(db.url);
  const { hostname: host, port: realPort } = url;
  url.host = `127.0.0.1:${port}`;
  await expect(awaitDatabase(url.href, { name: "test", patienceMs: 0 })).rejects.toThrow(DatabaseAway);
  const server = createServer((socket) => void socket.pipe(connect(Number(realPort), host)).pipe(socket));
  const told: string[] = [];
  const ready = awaitDatabase(url.href, {
    name: "test",
    onWait(why) {
      told.push(why);
      server.listen(port, "127.0.0.1");
    },
  });
  await ready;
  expect(told).toEqual([expect.stringContaining("Check that Postgres runs there")]);
  server.close();
  await once(server, "close");
});

test("a database that goes away right after it was opened is waited for as well", async () => {
  await using db = await testDatabase();
  const url = new URL(db.url);
  const { hostname, port } = url;
  const told: string[] = [];
  const server = createServer((socket) => {
    const inside = connect(Number(port), hostname);
    let isReady = false;
    inside.on("data", (chunk: Buffer) => {
      isReady ||= chunk.includes(readyForQuery);
      socket.write(chunk);
    });
    socket.on("data", (chunk) => {
      if (isReady && told.length === 0) socket.destroy();
      else inside.write(chunk);
    });
    socket.on("close", () => inside.destroy()).on("error", () => {});
    inside.on("error", () => {});
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  url.host = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  await awaitDatabase(url.href, { name: "test", onWait: (why) => void told.push(why) });
  expect(told).toEqual([expect.stringMatching(/cannot be opened: .* Check that Postgres runs there/)]);
  server.close();
});

/** What Postgres says when a connection may ask. */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

test("a standby is said to be one, and is waited for until it is the primary", async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "patchbay-standby-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  // Under root the database runs as another account, which must be able to enter.
  await chmod(folder, 0o755);
  const files = { dataDir: join(folder, "data"), logFile: join(folder, "postgres.log") };
  const options = { ...files, port: await freePort(), password: "for a test", throwaway: true };
  const primary = await startPostgres(options);
  stack.defer(() => primary.stop());
  const url = primary.url("postgres");
  await awaitDatabase(url, { name: "test", patienceMs: 0 });
  await primary.stop();
  await writeFile(join(options.dataDir, "standby.signal"), "");
  const standby = await startPostgres(options);
  stack.defer(() => standby.stop());
  const said = /postgres at \S+ cannot be worked with\. It is a standby .* DATABASE_URL to the primary/;
  await expect(awaitDatabase(url, { name: "test", patienceMs: 0 })).rejects.toThrow(said);
  const told: string[] = [];
  await awaitDatabase(url, {
    name: "test",
    onWait(why) {
      told.push(why);
      void promote(url);
    },
  });
  expect(told).toEqual([expect.stringMatching(said)]);
});

/** As a failover does. */
async function promote(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("SELECT pg_promote()");
  await client.end();
}

/** Names another process than the one that answers, as every pooler does at the start of a connection. */
function withOtherProcess(chunk: Buffer): Buffer {
  const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (at >= 0) chunk.writeInt32BE(1, at + 5);
  return chunk;
}

test("a pooler that keeps a connection for a session is as good as Postgres itself", async () => {
  await using db = await testDatabase();
  const url = new URL(db.url);
  const { hostname, port } = url;
  const pooler = createServer((socket) => {
    const inside = connect(Number(port), hostname);
    socket.pipe(inside);
    inside.on("data", (chunk: Buffer) => void socket.write(withOtherProcess(chunk)));
    for (const [one, other] of [
      [socket, inside],
      [inside, socket],
    ] as const) {
      one.on("close", () => other.destroy()).on("error", () => {});
    }
  });
  await once(pooler.listen(0, "127.0.0.1"), "listening");
  const address = pooler.address();
  url.host = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  expect(Reflect.get(client, "processID")).toBe(1);
  expect(await findUnfit(client, url.href)).toBeUndefined();
  await client.end();
  pooler.close();
});

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(process.execPath, ["--no-warnings", ...args], { env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), said: `${stdout}${stderr}` }),
    );
  });
}
