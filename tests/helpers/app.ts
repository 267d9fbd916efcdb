import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "../../prisma/seed.ts";
import { freePort } from "../../scripts/services/free-port.ts";
import { type Child, startChild } from "../../scripts/start/processes/child.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import { weightsHome } from "./weights.ts";

export type TestApp = AsyncDisposable & {
  url: string;
  db: TestDatabase;
  /** An owner's API key. */
  apiKey: string;
  /** Signs the owner in, once. */
  signInLink: string;
  /** Ends the web process, as for a new release. */
  stopWeb(): Promise<void>;
  /** Starts it again at the same address. */
  startWeb(): Promise<void>;
  /** Stops the worker in order, and starts no other. */
  stopWorker(): Promise<void>;
  /** Kills the worker as a crash would, and starts another. */
  replaceWorker(): Promise<void>;
};

type Options = {
  /** With the examples, as after npm start. */
  isSeeded?: boolean;
  kafkaBrokers?: readonly string[] | undefined;
  /** Where web listens; a free port when not given. */
  port?: number;
  /** More settings, or others than the usual ones. */
  env?: Readonly<Record<string, string>>;
};

/** The real web process and a real worker on a database of their own, in production mode: what npm start brings up. */
export async function testApp({
  isSeeded = false,
  kafkaBrokers = [],
  port: given,
  env: more = {},
}: Options = {}): Promise<TestApp> {
  const stack = new AsyncDisposableStack();
  try {
    const logs = await mkdtemp(join(tmpdir(), "patchbay-app-"));
    stack.defer(() => rm(logs, { recursive: true, force: true }));
    const db = stack.use(await testDatabase());
    if (isSeeded) await seed({ db });
    const port = given ?? (await freePort());
    const apiKey = "pb_test_key_of_the_owner";
    const url = `http://127.0.0.1:${port}`;
    const env = { ...environment({ databaseUrl: db.url, port, url, apiKey, kafkaBrokers }), ...more };
    const start = (name: string, entry: string) => startChild({ name, entry, env, logFile: join(logs, name) });
    let web = start("web", "server/main.ts");
    stack.defer(() => web.stop());
    let worker = start("worker", "workers/main.ts");
    stack.defer(() => worker.stop());
    const [ready] = await Promise.all([isReady(web), isReady(worker)]);
    return {
      ...{ url, db, apiKey, signInLink: ready.signInLink ?? "" },
      stopWeb: () => web.stop(),
      async startWeb() {
        web = start("web", "server/main.ts");
        await isReady(web);
      },
      stopWorker: () => worker.stop(),
      async replaceWorker() {
        worker.kill();
        await worker.ended;
        worker = start("worker", "workers/main.ts");
        await isReady(worker);
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

type Environment = {
  databaseUrl: string;
  port: number;
  url: string;
  apiKey: string;
  kafkaBrokers: readonly string[];
};

function environment({ databaseUrl, port, url, apiKey, kafkaBrokers }: Environment): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: kafkaBrokers.join(","),
    PORT: String(port),
    PATCHBAY_URL: url,
    PATCHBAY_SECRET: "a secret that is good enough for tests",
    PATCHBAY_API_KEY: apiKey,
    PATCHBAY_HOME: weightsHome,
    PATCHBAY_MODELS: process.env.PATCHBAY_MODELS ?? "all",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
    NODE_COMPILE_CACHE: join(weightsHome, "compiled"),
  };
}

async function isReady(child: Child) {
  try {
    return await child.ready;
  } catch (cause) {
    throw new Error(`${child.name} did not start:\n${child.lastLines()}`, { cause });
  }
}
