import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const watchdog = new URL("./parent-watchdog.ts", import.meta.url).href;
const root = fileURLToPath(new URL("../../..", import.meta.url));

const Ready = z.object({ ready: z.literal(true), signInLink: z.string().optional() });
export type Ready = z.infer<typeof Ready>;

export type ChildOptions = {
  name: string;
  /** A TypeScript file, as a path from the project's root. */
  entry: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** How long it may take to stop (ms) before it is killed. */
  stopsWithin?: number;
  onLine?: (line: string, from: "stdout" | "stderr") => void;
  onMessage?: (message: unknown) => void;
};

export type Child = {
  name: string;
  /** Settles when the process reports that it is ready, or fails when it ends before. */
  ready: Promise<Ready>;
  ended: Promise<number>;
  lastLines(): string;
  stop(limitMs?: number): Promise<void>;
  /** Sends a signal to the process itself, not to its group. */
  signal(signal: NodeJS.Signals): void;
  kill(): void;
};

const KEPT_LINES = 15;

/** Starts one of Patchbay's own processes, in a process group of its own, so that only we stop it. */
export function startChild(options: ChildOptions): Child {
  const args = ["--no-warnings", "--import", watchdog, options.entry, ...(options.args ?? [])];
  const stdio = ["ignore", "pipe", "pipe", "ipc"] as const;
  const child = spawn(process.execPath, args, { cwd: root, env: options.env, detached: true, stdio: [...stdio] });
  const lines = keepLines(child, options);
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
  const kill = () => killGroup(child, "SIGKILL");
  // What it started itself (models, sandboxes) goes with it.
  void ended.then(kill);
  return {
    name: options.name,
    ready: untilReady(child, options, ended),
    ended,
    lastLines: () => lines.join("\n"),
    kill,
    signal: (signal) => void child.kill(signal),
    async stop(limitMs = options.stopsWithin ?? 12_000) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const inTime = await Promise.race([ended.then(() => true), sleep(limitMs, false, { ref: false })]);
      if (!inTime) kill();
      await ended;
    },
  };
}

function untilReady(child: ChildProcess, options: ChildOptions, ended: Promise<number>): Promise<Ready> {
  const ready = new Promise<Ready>((resolve, reject) => {
    child.on("message", (message) => {
      const parsed = Ready.safeParse(message);
      if (parsed.success) resolve(parsed.data);
      else options.onMessage?.(message);
    });
    void ended.then((code) => reject(new Error(`${options.name} ended before it was ready (code ${code}).`)));
  });
  // Callers that do not wait for it learn of the end through `ended`.
  ready.catch(() => {});
  return ready;
}

function keepLines(child: ChildProcess, options: ChildOptions): string[] {
  const log = createWriteStream(options.logFile, { flags: "a" });
  const kept: string[] = [];
  for (const from of ["stdout", "stderr"] as const) {
    const stream = child[from];
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      options.onLine?.(line, from);
    });
  }
  child.once("close", () => log.end());
  return kept;
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}
