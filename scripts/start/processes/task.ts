import { z } from "zod";
import { startChild } from "./child.ts";
import type { Supervisor } from "./supervisor.ts";

const Message = z.union([z.object({ progress: z.string() }), z.object({ result: z.string() })]);

type Task = {
  supervisor: Supervisor;
  entry: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  onProgress(detail: string): void;
};

/**
 * Runs a script of this folder in a process of its own, so that what it loads is gone when it is done and a Ctrl-C can end
 * it. It tells its progress and its result by messages; the result is returned ("" when it gave none).
 */
export async function runTask({ supervisor, entry, env, logFile, onProgress }: Task): Promise<string> {
  let result = "";
  const onMessage = (raw: unknown) => {
    const message = Message.safeParse(raw);
    if (!message.success) return;
    if ("progress" in message.data) onProgress(message.data.progress);
    else result = message.data.result;
  };
  const child = startChild({ name: entry, entry, env, logFile, onMessage });
  const stop = () => child.kill();
  supervisor.signal.addEventListener("abort", stop, { once: true });
  const code = await child.ended;
  supervisor.signal.removeEventListener("abort", stop);
  if (code !== 0) throw new Error(`It ended with code ${code}; its log is ${logFile}\n${child.lastLines()}`);
  return result;
}
