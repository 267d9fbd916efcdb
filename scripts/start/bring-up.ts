import type { StartEnv } from "../../server/env.ts";
import { applyMigrations } from "../migrate.ts";
import { startKafka } from "../services/kafka.ts";
import { arePagesStale, isClientStale, makeClient, makePages } from "./build.ts";
import { startEmbeddedPostgres } from "./database.ts";
import { type Home, keepSecret } from "./home.ts";
import type { House } from "./house.ts";
import { type Patchbay, startPatchbay } from "./patchbay.ts";
import { bold, dim, say, step, warn } from "./screen.ts";
import { seedIfNew } from "./seed-if-new.ts";
import { fetchWeights } from "./weights.ts";

type Start = { house: House; home: Home; settings: StartEnv; isDev: boolean; wantsKafka: boolean };

/** From nothing to an address in the terminal. Every step does only what is not done already. */
export async function bringUp(start: Start): Promise<Patchbay> {
  const { house, home, settings, isDev } = start;
  const began = performance.now();
  const client = (await isClientStale()) ? step("Prisma client written", makeClient) : undefined;
  const [databaseUrl, brokers] = await Promise.all([database(start), kafka(start), client]);
  const env = childEnvironment(start, databaseUrl, brokers);
  const applied = await applyMigrations(databaseUrl);
  if (applied.length > 0) say(`  ${applied.length} migrations applied`);
  await Promise.all([
    pages(start, env),
    seedIfNew({ house, home, env, isNew: applied.length > 0 }),
    fetchWeights({ house, home, env, isWanted: settings.PATCHBAY_MODELS === "all" }),
  ]);
  const origin = originOf(settings);
  const { WORKERS: workers, WORKER_METRICS_PORT: metricsPort } = settings;
  const patchbay = await step(membersOf(workers), () =>
    startPatchbay({ house, home, env, workers, metricsPort, isDev, origin }),
  );
  if (workers === 0) warn("No worker runs here (WORKERS=0). Runs wait until one is started elsewhere: npm run worker");
  announce(settings.PATCHBAY_URL, patchbay.signInLink, performance.now() - began);
  return patchbay;
}

function membersOf(workers: number): string {
  if (workers === 0) return "Web up";
  return workers === 1 ? "Web and one worker up" : `Web and ${workers} workers up`;
}

async function database({ house, home, settings }: Start): Promise<string> {
  return settings.DATABASE_URL ?? step("Postgres up", () => startEmbeddedPostgres(house, home));
}

async function kafka({ house, home, settings, wantsKafka }: Start): Promise<string[]> {
  if (!wantsKafka || settings.KAFKA_BROKERS.length > 0) return settings.KAFKA_BROKERS;
  const folders = { cacheDir: home.file("kafka"), dataDir: home.file("kafka/data"), logFile: home.log("kafka") };
  const broker = await step("Kafka up", ({ progress }) =>
    startKafka({ ...folders, keepsData: true, signal: house.signal }, progress),
  );
  house.add({ stop: broker.stop, kill: broker.daemon.kill });
  return [broker.brokers];
}

async function pages({ house, isDev }: Start, env: NodeJS.ProcessEnv): Promise<void> {
  if (isDev || !(await arePagesStale())) return;
  await step("Pages built", () => makePages(env, house.signal));
}

function childEnvironment({ home, settings, isDev }: Start, databaseUrl: string, brokers: string[]): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: isDev ? "development" : "production",
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: brokers.join(","),
    PATCHBAY_HOME: home.path,
    PATCHBAY_SECRET: settings.PATCHBAY_SECRET ?? keepSecret(home),
    PATCHBAY_DEV: isDev ? "1" : "",
    NEXT_TELEMETRY_DISABLED: "1",
    // Compiled code is kept from start to start, which takes a fifth off the next one.
    NODE_COMPILE_CACHE: home.file("cache/node"),
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
