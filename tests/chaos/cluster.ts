/** Real processes on a real disk: Postgres with fsync, Kafka when asked for, one web, some workers, and an effect server. */
import { mkdirSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { applyMigrations } from "../../scripts/migrate.ts";
import { freePort } from "../../scripts/services/free-port.ts";
import { startKafka } from "../../scripts/services/kafka.ts";
import { startPostgres } from "../../scripts/services/postgres.ts";
import { type FaultProxy, openFaultProxy } from "../helpers/peers/fault-proxy.ts";
import { prepareClaimLog } from "./claims.ts";
import { EffectTally } from "./effects.ts";
import { startProcess, type TargetProcess } from "./processes/target-process.ts";
import { takeNoWrites } from "./read-only.ts";
import { prepareSlowing, slowDown } from "./slow-statements.ts";

export type ClusterOptions = { seed: number; workers: number; hasKafka: boolean };

export const apiKey = "pb_chaos_key";

/** A slot for one process, which is started again when it has died. */
export type Slot = {
  name: string;
  current: TargetProcess;
  /** When this slot executed no runs, in milliseconds since 1970: from the fault until the process was ready again. */
  absences: Absence[];
  /** A fault hits the process, now or at this time. */
  leave(at?: number): void;
  /** The process works again. */
  comeBack(): void;
  start(crashAt?: string): Promise<void>;
};
export type Absence = { from: number; until: number };

export type ChaosCluster = AsyncDisposable & {
  folder: string;
  url: string;
  /** None over Postgres. */
  kafkaBrokers: readonly string[];
  pool: pg.Pool;
  web: Slot;
  workers: Slot[];
  effects: { url: string; tally(): Promise<EffectTally> };
  /** Between all processes and Postgres, and between them and Kafka. */
  network: { Postgres: FaultProxy; Kafka: FaultProxy | undefined };
  /** The lines which crash points have written. */
  fired: { point: string; how: string; pid: number; at: number }[];
  /** Immediate shutdown (as a power cut) and start; answers when it is back. */
  crashPostgres(): Promise<void>;
  cutConnections(): Promise<number>;
  /** Every row of a step takes `rowMs` longer to write, for `ms`. Throws when none was written meanwhile. */
  slowDown(rowMs: number, ms: number): Promise<void>;
  /** The database is read-only for `ms`. Throws when no connection of the processes was. */
  takeNoWrites(ms: number): Promise<void>;
  killKafka(): Promise<void>;
};

export async function openChaosCluster(options: ClusterOptions): Promise<ChaosCluster> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "patchbay-chaos-"));
  await chmod(folder, 0o755);
  if (!process.env.CHAOS_KEEP_LOGS) stack.defer(() => rm(folder, { recursive: true, force: true }));
  const fired: ChaosCluster["fired"] = [];
  try {
    const postgres = await keepPostgres(folder, stack);
    const kafka = options.hasKafka ? await keepKafka(folder, stack, options.seed) : undefined;
    const port = await freePort();
    const proxy = stack.use(await openFaultProxy({ port: postgres.port, seed: options.seed }));
    const databaseUrl = withPort(postgres.url, proxy.port);
    const env = environment({ folder, databaseUrl, port, kafka: kafka?.brokers ?? "" });
    const effectServer = startProcess({
      entry: "tests/chaos/processes/effect-server-process.ts",
      ...{ args: [`${options.seed}`], env, logFile: join(folder, "effects.log") },
    });
    stack.defer(() => effectServer.signal("SIGKILL"));
    const effectsUrl = `http://127.0.0.1:${(await effectServer.ready).port}`;
    const pool = new pg.Pool({
      ...{ connectionString: postgres.url, max: 3, application_name: "chaos" },
      // What these tests do themselves goes on when the database takes no writes of others.
      options: "-c default_transaction_read_only=off",
    });
    await prepareSlowing(pool);
    await prepareClaimLog(pool);
    pool.on("error", () => {});
    stack.defer(() => pool.end());
    const slotOf = (name: string, entry: string) => makeSlot({ name, entry, env, folder, fired }, stack);
    const web = await slotOf("web", "tests/chaos/processes/web-process.ts");
    const workers = await Promise.all(
      Array.from({ length: options.workers }, (_, at) =>
        slotOf(`worker-${at}`, "tests/chaos/processes/worker-process.ts"),
      ),
    );
    return {
      ...{
        folder,
        url: `http://127.0.0.1:${port}`,
        kafkaBrokers: kafka ? [kafka.brokers] : [],
        pool,
        web,
        workers,
        fired,
        network: { Postgres: proxy, Kafka: kafka?.proxy },
      },
      effects: {
        url: effectsUrl,
        tally: async () => EffectTally.parse(await (await fetch(effectsUrl)).json()),
      },
      crashPostgres: postgres.crash,
      async cutConnections() {
        const text = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                      WHERE datname = current_database() AND application_name <> 'chaos'`;
        return (await pool.query(text)).rowCount ?? 0;
      },
      slowDown: (rowMs, ms) => slowDown(pool, rowMs, ms),
      takeNoWrites: (ms) => takeNoWrites({ pool, url: postgres.url }, ms),
      async killKafka() {
        await kafka?.crash();
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function keepPostgres(folder: string, stack: AsyncDisposableStack) {
  const options = {
    dataDir: join(folder, "postgres"),
    logFile: join(folder, "postgres.log"),
    port: await freePort(),
    password: "chaos",
  };
  let current = await startPostgres(options);
  stack.defer(() => current.stop());
  const url = current.url("postgres");
  await applyMigrations(url);
  return {
    ...{ url, port: options.port },
    async crash() {
      process.kill(current.daemon.pid, "SIGQUIT");
      await current.daemon.ended;
      await sleep(300);
      current = await startPostgres(options);
    },
  };
}

async function keepKafka(folder: string, stack: AsyncDisposableStack, seed: number) {
  // Kafka tells its clients where it is: at the near end of the stretch of network that can be broken.
  const [port, advertisedPort] = [await freePort(), await freePort()];
  const options = {
    cacheDir: resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "kafka"),
    ...{ dataDir: join(folder, "kafka"), logFile: join(folder, "kafka.log"), keepsData: true, port, advertisedPort },
  };
  let current = await startKafka(options);
  stack.defer(() => current.stop());
  const proxy = stack.use(await openFaultProxy({ port, seed, listen: advertisedPort }));
  return {
    brokers: `127.0.0.1:${advertisedPort}`,
    proxy,
    async crash() {
      current.daemon.kill();
      await current.daemon.ended;
      await sleep(500);
      current = await startKafka(options);
      if (current.port !== port) throw new Error("Kafka came back at another port");
    },
  };
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}

type SlotOptions = {
  name: string;
  entry: string;
  env: NodeJS.ProcessEnv;
  folder: string;
  fired: ChaosCluster["fired"];
};

async function makeSlot(options: SlotOptions, stack: AsyncDisposableStack): Promise<Slot> {
  const { name, entry, env, folder, fired } = options;
  const absences: Absence[] = [];
  let leftAt: number | undefined;
  let onFired = () => {};
  function launch(crashAt: string): TargetProcess {
    return startProcess({
      ...{ entry, logFile: join(folder, `${name}.log`), env: { ...env, PATCHBAY_CRASH_AT: crashAt } },
      onLine(line) {
        if (!line.startsWith('{"crashPoint"')) return;
        const { crashPoint, how, pid, at } = JSON.parse(line);
        fired.push({ point: crashPoint, how, pid, at });
        onFired();
      },
    });
  }
  const slot: Slot = {
    name,
    absences,
    current: launch(""),
    leave(at = Date.now()) {
      leftAt ??= at;
    },
    comeBack() {
      if (leftAt !== undefined) absences.push({ from: leftAt, until: Date.now() });
      leftAt = undefined;
    },
    async start(crashAt = "") {
      // As npm start does: a process that cannot start, since the database is unavailable, is started again.
      for (let tries = 1; ; tries += 1) {
        // It may come by its crash point before it says that it is ready, and be stopped there for good.
        const firing = new Promise<"fired">((resolve) => {
          onFired = () => resolve("fired");
        });
        slot.current = launch(crashAt);
        const ready = slot.current.ready.then(
          () => "ready" as const,
          () => "ended" as const,
        );
        const first = await Promise.race([firing, ready]);
        if (first === "ready") slot.comeBack();
        if (first !== "ended") return;
        if (tries === 20) throw new Error(`${name} does not start; see ${join(folder, name)}.log`);
        await sleep(500);
      }
    },
  };
  stack.defer(async () => {
    slot.current.signal("SIGKILL");
    await slot.current.ended;
  });
  await slot.current.ready.catch(() => slot.start());
  return slot;
}

function environment(where: { folder: string; databaseUrl: string; port: number; kafka: string }): NodeJS.ProcessEnv {
  const home = join(where.folder, "home");
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    DATABASE_URL: where.databaseUrl,
    KAFKA_BROKERS: where.kafka,
    PORT: String(where.port),
    PATCHBAY_URL: `http://127.0.0.1:${where.port}`,
    PATCHBAY_SECRET: "a secret that is good enough for tests",
    PATCHBAY_API_KEY: apiKey,
    PATCHBAY_HOME: home,
    PATCHBAY_MODELS: "none",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "info",
    NODE_COMPILE_CACHE: join(tmpdir(), "patchbay-chaos-compiled"),
  };
}
