/**
 * The process in which threads work on data from people; bounded.ts starts it. It ends with the process it works for, also
 * when a thread hangs: nothing runs on its own event loop.
 */
import { type Bounded, boundedThread, type Result } from "./bounded-thread.ts";
import type { FromHost, ToHost, Work } from "./host-protocol.ts";
import { askLoneThread } from "./lone-thread.ts";

const threads = new Map<string, Bounded>();
const asked = new Map<number, AbortController>();
let answers: FromHost = [];

process.on("disconnect", () => process.exit());
process.on("message", (messages: ToHost) => {
  for (const message of messages) {
    if ("stop" in message) asked.get(message.stop)?.abort();
    else void take(message.id, message.work, message.question);
  }
});

async function take(id: number, work: Work, question: unknown): Promise<void> {
  const controller = new AbortController();
  asked.set(id, controller);
  const result = await answer(work, question, controller.signal).catch((error: Error): Result => {
    return { gaveUp: error.message };
  });
  asked.delete(id);
  // What is answered in the same turn of the event loop goes back together.
  if (answers.push({ id, result }) === 1) queueMicrotask(send);
}

function answer(work: Work, question: unknown, signal: AbortSignal): Promise<Result> {
  if (work.buffersMb !== undefined) return askLoneThread({ ...work, buffersMb: work.buffersMb }, question, signal);
  const thread = threads.get(work.script) ?? boundedThread({ ...work, script: new URL(work.script) });
  threads.set(work.script, thread);
  return thread.ask(question, signal);
}

function send(): void {
  process.send?.(answers);
  answers = [];
}
