import { Worker } from "node:worker_threads";
import type { Result } from "./bounded-thread.ts";

/** `buffersMb`: how much the whole process may grow meanwhile; a thread's own limit does not count buffers. */
export type LoneLimits = { script: string; seconds: number; memoryMb: number; buffersMb: number };

const tooMuchMemory = "it takes too much memory";

/** One question to a fresh thread, which gets it as its `workerData`, posts its answer and is ended. */
export async function askLoneThread(limits: LoneLimits, message: unknown, signal: AbortSignal): Promise<Result> {
  const thread = new Worker(new URL(limits.script), {
    env: {},
    execArgv: ["--no-warnings"],
    workerData: message,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
    stdout: true,
    stderr: true,
  });
  const { promise, resolve } = Promise.withResolvers<Result>();
  const giveUp = (gaveUp: string) => resolve({ gaveUp });
  const timer = setTimeout(() => giveUp(`it takes longer than ${limits.seconds} seconds`), limits.seconds * 1000);
  const guard = guardMemory(limits.buffersMb, () => giveUp(tooMuchMemory));
  const onAbort = () => giveUp("it was stopped");
  signal.addEventListener("abort", onAbort, { once: true });
  // Heard to the end: one that was given up may still report that its memory is full.
  thread
    .once("message", (answer: unknown) => resolve({ answer }))
    .on("error", (error: NodeJS.ErrnoException) => {
      giveUp(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? tooMuchMemory : error.message);
    });
  thread.once("exit", () => giveUp("it stopped unexpectedly"));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    clearInterval(guard);
    signal.removeEventListener("abort", onAbort);
    await thread.terminate();
  }
}

/** A PDF of one megabyte may unpack to gigabytes of buffers. */
function guardMemory(mb: number, onFull: () => void): NodeJS.Timeout {
  const before = process.memoryUsage.rss();
  return setInterval(() => {
    if (process.memoryUsage.rss() - before > mb * 1024 * 1024) onFull();
  }, 25);
}
