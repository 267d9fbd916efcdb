/** Asks the expression worker, one expression at a time. It is started by the first and replaced when one takes too long. */
import type { ExpressionAnswer, ExpressionAsk } from "../../lib/expressions/expression.ts";

/** JSONata and Liquid stop themselves after two seconds; a regular expression or a huge text can keep them from it. */
const limitMs = 2500;
const tooSlow: ExpressionAnswer = { result: { error: "it takes longer than 2 seconds" } };
const broken: ExpressionAnswer = { result: { error: "it needs too much memory, or it could not be loaded" } };

type Question = { ask: ExpressionAsk; signal: AbortSignal; resolve(answer: ExpressionAnswer | undefined): void };

let thread: Promise<Worker | undefined> | undefined;
let waiting: Question[] = [];
let isBusy = false;

/** What is wrong with the expression and what it gives; undefined when the signal came before its turn. */
export function lookAt(ask: ExpressionAsk, signal: AbortSignal): Promise<ExpressionAnswer | undefined> {
  return new Promise((resolve) => {
    waiting.push({ ask, signal, resolve });
    void next();
  });
}

async function next(): Promise<void> {
  if (isBusy) return;
  for (const { signal, resolve } of waiting) if (signal.aborted) resolve(undefined);
  waiting = waiting.filter(({ signal }) => !signal.aborted);
  const [question] = waiting.splice(0, 1);
  if (!question) return;
  isBusy = true;
  thread ??= start();
  const worker = await thread;
  const answer = worker ? await answerOf(worker, question.ask) : broken;
  if (answer === tooSlow || answer === broken) {
    worker?.terminate();
    thread = undefined;
  }
  question.resolve(answer);
  isBusy = false;
  void next();
}

function start(): Promise<Worker | undefined> {
  const worker = new Worker(new URL("./expression-worker.ts", import.meta.url));
  return new Promise((resolve) => {
    worker.addEventListener("message", () => resolve(worker), { once: true });
    worker.addEventListener("error", () => resolve(undefined), { once: true });
  });
}

function answerOf(worker: Worker, ask: ExpressionAsk): Promise<ExpressionAnswer> {
  return new Promise((resolve) => {
    const done = (answer: ExpressionAnswer) => {
      clearTimeout(timer);
      worker.removeEventListener("message", hear);
      worker.removeEventListener("error", fail);
      resolve(answer);
    };
    const timer = setTimeout(() => done(tooSlow), limitMs);
    const hear = ({ data }: MessageEvent<ExpressionAnswer>) => done(data);
    const fail = () => done(broken);
    worker.addEventListener("message", hear);
    worker.addEventListener("error", fail);
    worker.postMessage(ask);
  });
}
