import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export type ProcessOptions = {
  entry: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  onLine?: (line: string) => void;
};

/** A real process of ours as the target of faults. */
export type TargetProcess = {
  pid: number;
  child: ChildProcess;
  ready: Promise<{ port?: number | undefined }>;
  /** By what it ended: an exit code or the signal. */
  ended: Promise<number | NodeJS.Signals>;
  signal(signal: NodeJS.Signals): void;
};

const Ready = z.object({ ready: z.literal(true), port: z.number().optional() });

export function startProcess({ entry, args = [], env, logFile, onLine }: ProcessOptions): TargetProcess {
  const child = spawn(process.execPath, ["--no-warnings", entry, ...args], {
    ...{ cwd: root, env, stdio: ["ignore", "pipe", "pipe", "ipc"] },
  });
  running.add(child);
  const log = createWriteStream(logFile, { flags: "a" });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      if (last.push(line) > 20) last.shift();
      onLine?.(line);
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once("close", (code, signal) => {
      running.delete(child);
      log.end();
      resolve(signal ?? code ?? 1);
    }),
  );
  const ready = new Promise<z.infer<typeof Ready>>((resolve, reject) => {
    child.on("message", (message) => {
      const parsed = Ready.safeParse(message);
      if (parsed.success) resolve(parsed.data);
    });
    void ended.then((how) => reject(new Error(`${entry} ended before it was ready (${how}):\n${last.join("\n")}`)));
  });
  ready.catch(() => {});
  return { pid: child.pid ?? 0, child, ready, ended, signal: (signal) => void child.kill(signal) };
}
