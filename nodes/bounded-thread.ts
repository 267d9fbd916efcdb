/** Work on data from people, in a thread apart from the worker's event loop, with a time and a memory limit. */
import { Worker } from "node:worker_threads";
import { PatchbayError } from "../lib/errors.ts";

type Options = { script: URL; seconds: number; memoryMb: number };

/** Rejects with `cancelled` when the signal says so before its turn comes. `gaveUp` says why there is no answer. */
export type BoundedThread = {
  ask(message: unknown, signal: AbortSignal): Promise<{ answer: unknown } | { gaveUp: string }>;
};

/**
 * One question at a time, in order: what is shared is a processor, and each turn is short. The thread is started by the
 * first question, keeps no process alive, and is replaced when it hangs or breaks.
 */
export function boundedThread({ script, seconds, memoryMb }: Options): BoundedThread {
  let thread: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    const worker = new Worker(script, {
      env: {},
      execArgv: ["--no-warnings"],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
    // One that was given up may still report that its memory is full; unheard, that would end the whole process.
    worker.on("error", () => {});
    return worker;
  }

  async function answerOf(message: unknown): Promise<{ answer: unknown } | { gaveUp: string }> {
    thread ??= start();
    const worker = thread;
    const { promise, resolve } = Promise.withResolvers<{ answer: unknown } | { gaveUp: string }>();
    const giveUp = (reason: string) => {
      if (thread === worker) thread = undefined;
      void worker.terminate();
      resolve({ gaveUp: reason });
    };
    const onMessage = (answer: unknown) => resolve({ answer });
    const onBroken = ({ message: reason }: Error) => giveUp(`it needs too much memory or broke (${reason})`);
    const timer = setTimeout(() => giveUp(`it takes longer than ${seconds} seconds`), seconds * 1000);
    worker.once("message", onMessage).once("error", onBroken);
    worker.ref();
    worker.postMessage(message);
    const result = await promise;
    clearTimeout(timer);
    worker.off("message", onMessage).off("error", onBroken);
    worker.unref();
    return result;
  }

  return {
    ask(message, signal) {
      const mine = last.then(() => {
        if (signal.aborted) throw new PatchbayError("cancelled", "The step was stopped.");
        return answerOf(message);
      });
      last = mine.catch(() => {});
      return mine;
    },
  };
}
