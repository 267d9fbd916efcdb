import { setTimeout as sleep } from "node:timers/promises";
import type { DataDir } from "./data-dir.ts";
import { type KeptProcess, keepRunning } from "./processes/keep-running.ts";
import { readableLine } from "./processes/log-lines.ts";
import type { Supervisor } from "./processes/supervisor.ts";
import { dim, say } from "./screen.ts";

const READY_WITHIN = 90_000;
/** Both end within 10 seconds of the signal, web after its drain. */
const stopMs = 12_000;

export type Patchbay = {
  /** The sign-in link of the owner, when the web process sent one. */
  signInLink: string | undefined;
  /** Starts web and workers again, for changed sources. */
  restart(): Promise<void>;
  /** Settles when the web process has ended by itself: with its last lines. */
  failed: Promise<string>;
};

type Options = {
  supervisor: Supervisor;
  dataDir: DataDir;
  env: NodeJS.ProcessEnv;
  /** How many of them; none when they run elsewhere. */
  workers: number;
  /** The first worker's port for metrics; each further one has the next. */
  metricsPort: number | undefined;
  /** How long web drains before it stops. */
  drainSeconds: number;
  isDev: boolean;
  origin: string;
};

/** Starts the web process and the workers and waits until all of them are ready and the pages answer. */
export async function startPatchbay(options: Options): Promise<Patchbay> {
  const { supervisor, isDev, origin } = options;
  const web = member(options, "web", "server/main.ts", isDev, options.drainSeconds);
  const workers = Array.from({ length: options.workers }, (_, i) =>
    member(withPort(options, i), options.workers === 1 ? "worker" : `worker-${i + 1}`, "workers/main.ts", true),
  );
  const all = [web, ...workers];
  supervisor.add({
    stop: async () => void (await Promise.all(all.map((each) => each.stop()))),
    kill: () => {
      for (const each of all) each.kill();
    },
  });
  const [ready] = await Promise.all(all.map(readyInTime));
  await untilHealthy(origin, supervisor.signal);
  return {
    signInLink: ready?.signInLink,
    failed: web.failed,
    restart: async () => void (await Promise.all(all.map((each) => each.restart()))),
  };
}

/** Two processes cannot listen on one port. */
function withPort({ env, metricsPort, ...rest }: Options, index: number): Options {
  const port = metricsPort === undefined ? "" : String(metricsPort + index);
  return { ...rest, metricsPort, env: { ...env, WORKER_METRICS_PORT: port } };
}

function member(
  { dataDir, env, supervisor, isDev }: Options,
  name: string,
  entry: string,
  revives: boolean,
  drainSeconds = 0,
): KeptProcess {
  const onLine = (line: string, from: "stdout" | "stderr") => {
    const text = readableLine(line, { showAll: isDev, from });
    if (text) say(`${dim(`${name} │`)} ${text}`);
  };
  const stopsWithin = stopMs + drainSeconds * 1000;
  const child = { name, entry, env, logFile: dataDir.log(name), onLine, stopsWithin };
  return keepRunning({ ...child, revives, closing: supervisor.signal });
}

async function readyInTime(process: KeptProcess) {
  const late = sleep(READY_WITHIN, undefined, { ref: false }).then(() => {
    throw new Error(`The ${process.name} was not ready within ${READY_WITHIN / 1000} s.`);
  });
  try {
    return await Promise.race([process.start(), late]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${reason}\nThe end of its log:\n${process.lastLines()}`, { cause });
  }
}

async function untilHealthy(origin: string, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < READY_WITHIN && !signal.aborted; waited += 100) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await sleep(100);
  }
  if (!signal.aborted) throw new Error(`${origin}/readyz did not become healthy within ${READY_WITHIN / 1000} s.`);
}
