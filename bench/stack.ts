/** A whole Patchbay for a measurement: durable Postgres, a Kafka if asked for, the HTTP server and one worker. */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { applyMigrations } from "../scripts/migrate.ts";
import { freePort } from "../scripts/services/free-port.ts";
import { startKafka } from "../scripts/services/kafka.ts";
import { openBenchPostgres } from "./postgres.ts";

export type Stack = AsyncDisposable & {
  databaseUrl: string;
  kafkaBrokers: string[];
  /** Address and key of the REST API. */
  api: { url: string; key: string };
  /** Process ids by part, to see where the time goes. */
  pids: Record<string, number>;
  /** Milliseconds from the start of a process until it said that it is ready. */
  readyMs: Record<string, number>;
};

const key = "pb_bench_key_that_is_long_enough_for_anybody";
const thisRoot = fileURLToPath(new URL("..", import.meta.url));

/** `root` is the checkout whose processes run; its database is that of this one. */
export async function openStack(broker: "postgres" | "kafka", root = thisRoot): Promise<Stack> {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await openBenchPostgres());
  const { folder } = postgres;
  const databaseUrl = await postgres.database("patchbay");
  await applyMigrations(databaseUrl);
  const pids: Record<string, number> = { postgres: postgres.pid, load: process.pid };
  const kafkaBrokers = broker === "kafka" ? await kafkaFor({ folder, pids }, stack) : [];
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: kafkaBrokers.join(","),
    PATCHBAY_SECRET: randomBytes(32).toString("hex"),
    PATCHBAY_HOME: folder,
    PATCHBAY_MODELS: "none",
    PATCHBAY_API_KEY: key,
    PORT: String(port),
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
    // As npm start has it.
    NODE_COMPILE_CACHE: join(root, ".patchbay", "compiled"),
  };
  const readyMs: Record<string, number> = {};
  for (const entry of ["bench/web-process.ts", "workers/main.ts"]) {
    const name = entry.startsWith("bench") ? "web" : "worker";
    const began = performance.now();
    const child = await start(entry, env, { root });
    readyMs[name] = performance.now() - began;
    stack.defer(() => stop(child));
    pids[name] = child.pid ?? 0;
  }
  const owned = stack.move();
  return {
    databaseUrl,
    kafkaBrokers,
    pids,
    readyMs,
    api: { url: `http://127.0.0.1:${port}/api/v1`, key },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type Home = { folder: string; pids: Record<string, number> };

async function kafkaFor({ folder, pids }: Home, stack: AsyncDisposableStack): Promise<string[]> {
  if (process.env.KAFKA_BROKERS) return process.env.KAFKA_BROKERS.split(",");
  // With everything that one in production has: a broker for tests does without the optimising compiler.
  const paths = { dataDir: join(folder, "kafka"), logFile: join(folder, "kafka.log"), keepsData: true };
  const kafka = await startKafka({ ...paths, cacheDir: join(thisRoot, ".patchbay", "kafka-libs") });
  stack.defer(() => kafka.stop());
  pids.kafka = kafka.daemon.pid;
  return [kafka.brokers];
}

export async function start(
  entry: string,
  env: NodeJS.ProcessEnv,
  { args = [], root = thisRoot }: { args?: readonly string[]; root?: string } = {},
): Promise<ChildProcess> {
  const child = fork(join(root, entry), [...args], { env, execArgv: ["--no-warnings", ...profiling(entry)] });
  const [word] = await Promise.race([once(child, "message"), once(child, "exit").then(() => [undefined])]);
  if (!z.object({ ready: z.literal(true) }).safeParse(word).success) throw new Error(`${entry} ended at once`);
  return child;
}

/** BENCH_PROFILE=folder writes a CPU profile of each process there. */
function profiling(entry: string): string[] {
  const folder = process.env.BENCH_PROFILE;
  if (!folder) return [];
  return [
    "--cpu-prof",
    `--cpu-prof-dir=${folder}`,
    `--cpu-prof-name=${entry.replaceAll("/", "-")}-${Date.now()}.cpuprofile`,
  ];
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
