/** npm run verify against a real installation: in order, and with something missing. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test as base, expect } from "@playwright/test";
import pg from "pg";
import { z } from "zod";
import { startKafka } from "../../../scripts/services/kafka.ts";
import { type TestApp, testApp } from "../../helpers/app.ts";

const Report = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      status: z.enum(["ok", "warning", "failed", "left out"]),
      detail: z.string(),
      complaints: z.array(z.object({ problem: z.string(), advice: z.string() })),
      hops: z.array(z.object({ from: z.string(), to: z.string(), ms: z.number() })),
    }),
  ),
});
type Report = z.infer<typeof Report>;

const test = base.extend<{ app: TestApp }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs: nothing.
  app: async ({}, use) => {
    await using app = await testApp();
    await use(app);
  },
});

test("an installation in order passes every check, in a browser too, and nothing stays behind", async ({ app }) => {
  const { code, report, said } = await verify(app, ["--sign-in-link", app.signInLink]);
  const missing = report.checks.filter(({ status }) => status === "failed" || status === "left out");
  expect(missing).toMatchObject([{ name: "mail", detail: "the workspace has no mail server" }]);
  expect(find(report, "secret")?.detail).toBe("web and the worker have the same");
  expect({ code, ok: report.ok }, said).toEqual({ code: 0, ok: true });
  expect(find(report, "run")?.detail).toMatch(/succeeded; \d+ events over two connections, without a gap/);
  expect(find(report, "editor")?.detail).toBe("opens with 3 nodes");
  expect(report.checks.flatMap(({ hops }) => hops).map(({ to }) => to)).toEqual(
    expect.arrayContaining(["web", "database", "broker", "Postgres as broker and back", "default model"]),
  );
  expect(await app.db.prisma.pipeline.count({ where: { name: { startsWith: "npm run verify" } } })).toBe(0);
  expect(await app.db.prisma.collection.count({ where: { name: { startsWith: "npm run verify" } } })).toBe(0);

  const people = await run(app, { args: ["--no-browser", "--no-model"] });
  expect(people.code).toBe(0);
  expect(people.said).toContain("Who speaks to whom");
  expect(people.said).toContain("– editor              left out: --no-browser was given");
  expect(people.said).toMatch(/\d+ in order, 0 failed/);
});

test("a wrong key and a missing worker are named with what to do, and so is a database that is away", async ({
  app,
}) => {
  const wrong = await verify({ ...app, apiKey: "pb_wrong" });
  expect(wrong.code).toBe(1);
  expect(failed(wrong.report)).toEqual(["API key"]);
  expect(find(wrong.report, "API key")?.complaints[0]?.advice).toContain("Settings → API keys");
  expect(find(wrong.report, "workers")?.status).toBe("left out");

  await app.stopWorker();
  const alone = await verify(app);
  expect(alone.code).toBe(1);
  expect(failed(alone.report)).toEqual(["workers"]);
  expect(find(alone.report, "workers")?.complaints[0]?.advice).toContain("npm run worker");
  expect(find(alone.report, "run")?.status).toBe("left out");
  expect(find(alone.report, "models")?.status).not.toBe("failed");

  await takeAway(app.db.url);
  const dark = await verify(app);
  expect(dark.code).toBe(1);
  expect(failed(dark.report)).toEqual(["database", "broker"]);
  expect(find(dark.report, "database")?.complaints[0]?.advice).toContain("DATABASE_URL");

  await app.stopWeb();
  const gone = await verify(app);
  expect(failed(gone.report)).toEqual(["web"]);
  expect(find(gone.report, "web")?.detail).toContain("ECONNREFUSED");
});

test("a broker that is away is named while the database is in order", async () => {
  test.skip(process.env.TEST_KAFKA_BROKERS === undefined, "there can be no Kafka on this machine");
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "patchbay-verify-kafka-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const cacheDir = resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "kafka");
  const files = { cacheDir, dataDir: join(folder, "data"), logFile: join(folder, "kafka.log") };
  const kafka = await startKafka({ ...files, keepsData: false });
  stack.defer(kafka.stop);
  const app = stack.use(await testApp({ kafkaBrokers: [kafka.brokers] }));

  const whole = await verify(app, ["--no-browser", "--no-model"]);
  expect(failed(whole.report)).toEqual([]);
  expect(find(whole.report, "broker round trip")?.detail).toContain("Kafka");

  await kafka.stop();
  const cut = await verify(app, ["--no-browser", "--no-model"]);
  expect(cut.code).toBe(1);
  expect(failed(cut.report)).toContain("broker");
  expect(find(cut.report, "database")?.status).toBe("ok");
  expect(find(cut.report, "broker")?.complaints[0]?.advice).toContain("KAFKA_BROKERS");
});

test("a wrong option is told before anything is asked", async () => {
  const { code, said } = await run({ url: "nowhere", apiKey: "" }, { args: [] });
  expect(code).toBe(2);
  expect(said).toContain("nowhere is not an address");
});

type Target = Pick<TestApp, "url" | "apiKey">;

async function verify(app: Target, more: string[] = ["--no-browser"]) {
  const { code, said, out } = await run(app, { args: ["--json", ...more] });
  return { code, said, report: Report.parse(JSON.parse(out)) };
}

async function run({ url, apiKey }: Target, { args }: { args: string[] }) {
  const env = { ...process.env, PATCHBAY_URL: url, PATCHBAY_API_KEY: apiKey };
  const child = spawn(process.execPath, ["scripts/verify.mjs", ...args], { env });
  let [out, all] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
    all += chunk;
  });
  child.stderr.on("data", (chunk) => {
    all += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, said: all };
}

const find = (report: Report, name: string) => report.checks.find((check) => check.name === name);
const failed = (report: Report) => report.checks.filter(({ status }) => status === "failed").map(({ name }) => name);

/** Closes a database to everyone, as when its server is away. */
async function takeAway(databaseUrl: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  await client.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS false`);
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
  await client.end();
}
