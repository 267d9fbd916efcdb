import { Worker } from "node:worker_threads";
import { PatchbayError } from "../../lib/errors.ts";
import type { Json } from "../../lib/json.ts";
import type { Answer, Ask } from "./thread.ts";

const limits = { timeoutMs: 2_000, memoryMb: 128 };
// JSONata stops itself at its timeout; a regular expression or a huge string can keep it from looking at the clock.
const graceMs = 250;

/**
 * Evaluates a JSONata expression on a JSON value; null when nothing matches. Throws `bad_input` when the expression is
 * wrong or takes longer than two seconds or 128 MB, `cancelled` when the signal says so.
 */
export async function evaluateJsonata(expression: string, value: Json, signal: AbortSignal): Promise<Json> {
  const answer = await turn(() => {
    if (signal.aborted) throw new PatchbayError("cancelled", "The step was stopped.");
    return ask({ expression, value, timeoutMs: limits.timeoutMs });
  });
  if (answer.error !== undefined) throw new PatchbayError("bad_input", `The expression failed: ${answer.error}`);
  return answer.text === undefined ? null : JSON.parse(answer.text);
}

// One evaluation at a time, in order: what is shared is a processor, and each turn is short.
let last: Promise<unknown> = Promise.resolve();
function turn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}

/** The thread is started by the first evaluation, keeps no process alive, and is replaced when it hangs or breaks. */
let thread: Worker | undefined;

async function ask(message: Ask): Promise<Answer> {
  thread ??= startThread();
  const worker = thread;
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const replace = (error: string) => {
    if (thread === worker) thread = undefined;
    void worker.terminate();
    resolve({ error });
  };
  const onMessage = (answer: Answer) => resolve(answer);
  const onBroken = (error: Error) => replace(`it needs too much memory or broke (${error.message})`);
  const timer = setTimeout(() => replace("it takes longer than two seconds"), message.timeoutMs + graceMs);
  worker.once("message", onMessage).once("error", onBroken);
  worker.ref();
  worker.postMessage(message);
  const answer = await promise;
  clearTimeout(timer);
  worker.off("message", onMessage).off("error", onBroken);
  worker.unref();
  return answer;
}

function startThread(): Worker {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    env: {},
    execArgv: ["--no-warnings"],
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  });
  // One that was given up may still report that its memory is full; unheard, that would end the whole process.
  worker.on("error", () => {});
  return worker;
}
