import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export type DaemonOptions = {
  command: string;
  args: string[];
  logFile: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** Asks for a clean end, and how long to wait (ms) before the process is killed. */
  stop: { signal: NodeJS.Signals; patience: number };
};

export type Daemon = {
  pid: number;
  /** Settles when the process has ended, whatever the reason. */
  ended: Promise<void>;
  hasEnded(): boolean;
  lastLines(): Promise<string>;
  stop(): Promise<void>;
  kill(): void;
};

/**
 * Starts a program that lives in a process group of its own, so that a Ctrl-C in the terminal does not reach it: who
 * started it stops it, in order. If the starter itself is killed, a small watchdog stops the program.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const log = openSync(options.logFile, "a");
  const { command, args, env, cwd, uid, gid } = options;
  const child = spawn(command, args, { env, cwd, uid, gid, detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const pid = await spawned(child);
  const watchdog = watch(pid, options.stop.signal);
  void ended.then(() => watchdog?.kill("SIGKILL"));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    ended,
    hasEnded,
    lastLines: () => lastLines(options.logFile),
    kill: () => void child.kill("SIGKILL"),
    async stop() {
      if (hasEnded()) return;
      child.kill(options.stop.signal);
      const inTime = await Promise.race([ended.then(() => true), sleep(options.stop.patience, false, { ref: false })]);
      if (!inTime) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The end of a log file, for the sentence that explains a failure. */
async function lastLines(file: string, count = 12): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

function spawned(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => resolve(child.pid ?? 0));
  });
}

/** A shell that waits for its input to end, which happens when this process dies, and then stops the program. */
function watch(pid: number, signal: NodeJS.Signals): ChildProcess | undefined {
  if (process.platform === "win32") return undefined;
  const script = `read -r _; kill -${signal.replace("SIG", "")} ${pid} 2>/dev/null`;
  const watchdog = spawn("/bin/sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  watchdog.unref();
  return watchdog;
}
