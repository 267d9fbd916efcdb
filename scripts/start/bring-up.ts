import type { StartEnv } from "../../platform/env.ts";
import { MIGRATIONS_DIR } from "../migrate/folder.ts";
import { applyMigrations } from "../migrate.ts";
import { startKafka } from "../services/kafka.ts";
import { arePagesStale, isClientStale, makeClient, makePages } from "./build.ts";
import { type DataDir, keepSecret } from "./data-dir.ts";
import { startEmbeddedPostgres } from "./database.ts";
import { type Patchbay, startPatchbay } from "./patchbay.ts";
import type { Supervisor } from "./processes/supervisor.ts";
import { bold, dim, say, step, warn } from "./screen.ts";
import { seedIfNew } from "./seed-if-new.ts";
import { fetchWeights } from "./weights.ts";

type Start = { supervisor: Supervisor; dataDir: DataDir; settings: StartEnv; isDev: boolean; wantsKafka: boolean };

/** From nothing to an address in the terminal. Every step does only what is not done already. */
export async function bringUp(start: Start): Promise<Patchbay> {
  const { supervisor, dataDir, settings, isDev } = start;
  const began = performance.now();
  const client = (await isClientStale()) ? step("Prisma client written", makeClient) : undefined;
  const [databaseUrl, brokers] = await Promise.all([database(start), kafka(start), client]);
  const env = childEnvironment(start, databaseUrl, brokers);
  const applied = await applyMigrations(databaseUrl, MIGRATIONS_DIR, { onWait: warn });
  if (applied.length > 0) say(`  ${applied.length} migrations applied`);
  await Promise.all([
    pages(start, env),
    seedIfNew({ supervisor, dataDir, env, isNew: applied.length > 0 }),
    fetchWeights({ supervisor, dataDir, env, isWanted: settings.PATCHBAY_MODELS === "all" }),
  ]);
  const origin = originOf(settings);
  const { WORKERS: workers, WORKER_METRICS_PORT: metricsPort, PATCHBAY_DRAIN_SECONDS: drainSeconds } = settings;
  const patchbay = await step(membersOf(workers), () =>
    startPatchbay({ supervisor, dataDir, env, workers, metricsPort, drainSeconds, isDev, origin }),
  );
  if (workers === 0) warn("No worker runs here (WORKERS=0). Runs wait until one is started elsewhere: npm run worker");
  announce(settings.PATCHBAY_URL, patchbay.signInLink, performance.now() - began);
  return patchbay;
}

function membersOf(workers: number): string {
  if (workers === 0) return "Web up";
  return workers === 1 ? "Web and one worker up" : `Web and ${workers} workers up`;
}

async function database({ supervisor, dataDir, settings }: Start): Promise<string> {
  return settings.DATABASE_URL ?? step("Postgres up", () => startEmbeddedPostgres(supervisor, dataDir));
}

async function kafka({ supervisor, dataDir, settings, wantsKafka }: Start): Promise<string[]> {
  if (!wantsKafka || settings.KAFKA_BROKERS.length > 0) return settings.KAFKA_BROKERS;
  const folders = {
    cacheDir: dataDir.file("kafka"),
    dataDir: dataDir.file("kafka/data"),
    logFile: dataDir.log("kafka"),
  };
  const broker = await step("Kafka up", ({ progress }) =>
    startKafka({ ...folders, keepsData: true, signal: supervisor.signal }, progress),
  );
  supervisor.add({ stop: broker.stop, kill: broker.daemon.kill });
  return [broker.brokers];
}

async function pages({ supervisor, isDev }: Start, env: NodeJS.ProcessEnv): Promise<void> {
  if (isDev || !(await arePagesStale())) return;
  await step("Pages built", () => makePages(env, supervisor.signal));
}

function childEnvironment(
  { dataDir, settings, isDev }: Start,
  databaseUrl: string,
  brokers: string[],
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: isDev ? "development" : "production",
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: brokers.join(","),
    PATCHBAY_HOME: dataDir.path,
    PATCHBAY_SECRET: settings.PATCHBAY_SECRET ?? keepSecret(dataDir),
    PATCHBAY_DEV: isDev ? "1" : "",
    NEXT_TELEMETRY_DISABLED: "1",
    // Compiled code is kept from start to start, which takes a fifth off the next one.
    NODE_COMPILE_CACHE: dataDir.file("cache/node"),
  };
}

/** Where this machine reaches the web process, whatever address people use. */
function originOf({ HOST, PORT }: StartEnv): string {
  const host = HOST === "0.0.0.0" || HOST === "::" ? "127.0.0.1" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`;
}

function announce(url: string, signInLink: string | undefined, took: number): void {
  say();
  say(`  Patchbay runs at ${bold(url)} ${dim(`(${(took / 1000).toFixed(1)} s)`)}`);
  if (signInLink) say(`  Sign in with this link, once: ${bold(signInLink)}`);
  say(dim("  Ctrl-C stops it."));
  say();
}
