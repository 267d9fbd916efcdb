import { parentPort, workerData } from "node:worker_threads";

/** Answers are sent back together, but none waits for its neighbours longer than this. */
const holdMs = 1;

/** The thread's side of bounded-thread.ts: answers the questions of a batch one after another. */
export function answerInTurn<Ask>(answer: (ask: Ask) => unknown): void {
  const port = parentPort;
  const at: unknown = workerData?.at;
  if (!port || !(at instanceof Int32Array)) throw new Error("this script is for boundedThread alone");
  port.on("message", async (asks: Ask[]) => {
    let answers: unknown[] = [];
    let since = performance.now();
    for (const [index, ask] of asks.entries()) {
      Atomics.store(at, 0, index);
      answers.push(await answer(ask));
      if (index < asks.length - 1 && performance.now() - since < holdMs) continue;
      port.postMessage(answers);
      answers = [];
      since = performance.now();
    }
  });
}
