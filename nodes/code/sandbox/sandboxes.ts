/**
 * The sandboxes of this process: a few child processes, each of which takes one call at a time and is killed when the call
 * runs over its time or is not wanted any more. Without a sandbox a call fails; nothing else ever runs users' code.
 */
import { availableParallelism } from "node:os";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Answer, Ask } from "./protocol.ts";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";

type Waiting = { ask: Ask; signal: AbortSignal; resolve(answer: Answer): void; reject(error: Error): void };

/** The interrupt of QuickJS comes first, and leaves the console; this one always works. */
const graceMs = 50;
const idleMs = 300_000;
const callsEach = 2000;
const most = Math.max(1, Math.min(4, availableParallelism()));

const idle: { sandbox: Sandbox; timer: NodeJS.Timeout }[] = [];
let waiting: Waiting[] = [];
let busy = 0;

/** Rejects with `cancelled` when the signal says so, and with `unavailable` when there is no sandbox. */
export function askSandbox(ask: Ask, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const one: Waiting = { ask, signal, resolve, reject };
    const onAbort = () => {
      waiting = waiting.filter((other) => other !== one);
      reject(new PatchbayError("cancelled", "The step was stopped."));
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    waiting.push(one);
    serve();
  });
}

function serve(): void {
  if (busy >= most) return;
  const one = waiting.shift();
  if (!one) return;
  busy += 1;
  void answer(one).finally(() => {
    busy -= 1;
    serve();
  });
  serve();
}

async function answer({ ask, signal, resolve, reject }: Waiting): Promise<void> {
  let sandbox: Sandbox | undefined;
  try {
    sandbox = takeIdle() ?? (await startSandbox());
    if (signal.aborted) return keep(sandbox);
    resolve(await askOne(sandbox, ask, signal));
    keep(sandbox);
  } catch (thrown) {
    sandbox?.kill();
    reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }
}

async function askOne(sandbox: Sandbox, ask: Ask, signal: AbortSignal): Promise<Answer> {
  const onAbort = () => sandbox.kill();
  signal.addEventListener("abort", onAbort, { once: true });
  let isOverTime = false;
  const timer = setTimeout(() => {
    isOverTime = true;
    sandbox.kill();
  }, ask.timeMs + graceMs);
  try {
    const answer = await sandbox.ask(ask);
    if (answer !== undefined) return answer;
    const message = isOverTime
      ? `It takes longer than ${ask.timeMs / 1000} seconds`
      : "It needs too much memory or crashed";
    return { console: "", error: { message }, isOverTime };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function takeIdle(): Sandbox | undefined {
  for (let found = idle.pop(); found; found = idle.pop()) {
    clearTimeout(found.timer);
    if (!found.sandbox.hasEnded()) return found.sandbox;
  }
  return undefined;
}

function keep(sandbox: Sandbox): void {
  if (sandbox.hasEnded()) return;
  if (sandbox.calls() >= callsEach) {
    sandbox.kill();
    return;
  }
  const timer = setTimeout(() => {
    idle.splice(
      idle.findIndex((one) => one.sandbox === sandbox),
      1,
    );
    sandbox.kill();
  }, idleMs);
  timer.unref();
  idle.push({ sandbox, timer });
}
