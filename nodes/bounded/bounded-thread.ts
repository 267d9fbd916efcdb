/** Work in a thread, with a time and a memory limit. For data from people it stands in a process of its own: bounded.ts. */
import { Worker } from "node:worker_threads";
import { PatchbayError } from "../../lib/errors.ts";

type Options = { script: URL; seconds: number; memoryMb: number };
export type Result = { answer: unknown } | { gaveUp: string };

/** Rejects with `cancelled` when the signal says so before its turn comes. `gaveUp` says why there is no answer. */
export type Bounded = { ask(message: unknown, signal: AbortSignal): Promise<Result> };

type Question = { message: unknown; signal: AbortSignal; resolve(result: Result): void; reject(error: Error): void };
/** The thread writes the number of the question it is at into `at`, so that we know which one it hangs on; `notBegun` before. */
type Thread = { worker: Worker; at: Int32Array };
/** Questions that are with the thread; the first `answered` of them are done. */
type Flight = { questions: Question[]; answered: number; timer: NodeJS.Timeout | undefined };

const notBegun = -1;
const batchSize = 100;
const checksPerLimit = 10;

/**
 * Questions are answered one at a time and in order; those that come while others are being answered go over together, so
 * that crossing costs little. The thread (its script calls `answerInTurn`) is started by the first question and keeps no
 * process alive. When it hangs or breaks it is replaced: the question it was at is given up, the others are asked again.
 */
export function boundedThread({ script, seconds, memoryMb }: Options): Bounded {
  let thread: Thread | undefined;
  let waiting: Question[] = [];
  let flight: Flight | undefined;

  function start(): Thread {
    const at = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(script, {
      env: {},
      execArgv: ["--no-warnings"],
      workerData: { at },
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
    const started = { worker, at };
    const isOurs = () => thread === started;
    // One that was given up may still report that its memory is full; unheard, that would end the whole process.
    worker.on("error", ({ message }: Error) => isOurs() && giveUp(`it needs too much memory or crashed (${message})`));
    worker.on("message", (answers: unknown) => isOurs() && take(answers));
    return started;
  }

  function send(): void {
    if (flight) return;
    const questions = waiting.slice(0, batchSize).filter(isWanted);
    waiting = waiting.slice(batchSize);
    if (questions.length === 0) {
      if (waiting.length > 0) send();
      return;
    }
    thread ??= start();
    Atomics.store(thread.at, 0, notBegun);
    flight = { questions, answered: 0, timer: undefined };
    watch(flight, { at: notBegun, checks: 0 });
    thread.worker.ref();
    thread.worker.postMessage(questions.map(({ message }) => message));
  }

  /**
   * Looks again and again whether the thread gets on; each question has the whole limit for itself. Until the thread has
   * started no limit applies: on a busy machine that alone may take as long.
   */
  function watch(watched: Flight, { at, checks }: { at: number; checks: number }): void {
    watched.timer = setTimeout(
      () => {
        const now = Atomics.load(thread?.at ?? new Int32Array(1), 0);
        if (now === at && now !== notBegun && checks + 1 >= checksPerLimit)
          giveUp(`it takes longer than ${seconds} seconds`);
        else watch(watched, { at: now, checks: now === at ? checks + 1 : 0 });
      },
      (seconds * 1000) / checksPerLimit,
    );
  }

  function take(answers: unknown): void {
    if (!flight || !Array.isArray(answers)) return;
    for (const answer of answers) flight.questions[flight.answered++]?.resolve({ answer });
    if (flight.answered >= flight.questions.length) land();
  }

  /** The question the thread was at gets no answer; those before it whose answers were not sent yet are asked again. */
  function giveUp(reason: string): void {
    const dead = thread;
    thread = undefined;
    void dead?.worker.terminate();
    if (!flight) return;
    const at = Math.max(0, Atomics.load(dead?.at ?? new Int32Array(1), 0));
    flight.questions[at]?.resolve({ gaveUp: reason });
    waiting.unshift(...flight.questions.filter((_, index) => index >= (flight?.answered ?? 0) && index !== at));
    land();
  }

  function land(): void {
    clearTimeout(flight?.timer);
    flight = undefined;
    thread?.worker.unref();
    send();
  }

  return {
    ask: (message, signal) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, signal, resolve, reject });
        // What is asked in the same turn of the event loop goes over together.
        if (!flight && waiting.length === 1) queueMicrotask(send);
      }),
  };
}

function isWanted({ signal, reject }: Question): boolean {
  if (signal.aborted) reject(new PatchbayError("cancelled", "The step was stopped."));
  return !signal.aborted;
}
