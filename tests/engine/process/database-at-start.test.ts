/** What every process says when its database cannot be opened, and how it waits for one that starts. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { awaitDatabase, DatabaseAway } from "../../../platform/database/open-client.ts";
import { freePort } from "../../../scripts/services/free-port.ts";
import { testDatabase } from "../../helpers/database.ts";

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

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(process.execPath, ["--no-warnings", ...args], { env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), said: `${stdout}${stderr}` }),
    );
  });
}
