/**
 * A child process and the calls it has:
 *
 *   running   piece → running, and the caller is told · answer → answered · abort → stopping
 *   stopping  the caller has its error already; answer → answered · three seconds → the process is killed
 *   answered  the call is forgotten
 *
 * When the process ends, all its calls are answered with an error that may be retried.
 */
import { type ChildProcess, fork } from "node:child_process";
import { PatchbayError } from "../../../lib/errors.ts";
import { FromChild } from "./child-protocol.ts";
import { stoppedError } from "./stopped-error.ts";

type Settle = { resolve(result: unknown): void; reject(error: Error): void };
type Call =
  | (Settle & { state: "running"; onPiece?: ((piece: string) => void) | undefined })
  | (Settle & { state: "stopping" });

type CallOptions = { signal?: AbortSignal | undefined; onPiece?: (piece: string) => void };

export type RunningChild = {
  readonly process: ChildProcess;
  /** Whether it was killed because a stopped call hung: its other calls are not to blame. */
  readonly wasKilled: boolean;
  /** `answer` rejects at once on abort; `settled` resolves when the child is really done with the call. */
  call(ask: unknown, options: CallOptions): { answer: Promise<unknown>; settled: Promise<void> };
};

/** `heapMb`: how much memory its JavaScript may take. */
export type ChildOptions = { script: URL; args?: readonly string[]; title: string; heapMb?: number };

const stopMs = 3_000;

/** `onEnded` is called before the calls that the process had are answered; more than once is harmless. */
export function startChild({ script, args, title, heapMb }: ChildOptions, onEnded: () => void): RunningChild {
  const calls = new Map<number, Call>();
  let lastId = 0;
  let wasKilled = false;
  const child = fork(script, [...(args ?? [])], {
    // The child needs nothing of ours: no secrets, no settings.
    env: { NODE_ENV: "production" },
    execArgv: ["--no-warnings", ...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`])],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const ended = (reason: string) => {
    const text = `${title} stopped unexpectedly. Try again; it restarts by itself.`;
    return new PatchbayError("unavailable", text, { message: reason });
  };
  const end = (reason: string) => {
    onEnded();
    for (const { reject } of calls.values()) reject(ended(reason));
    calls.clear();
  };
  child.on("message", (message) => receive(calls, FromChild.parse(message)));
  child.on("error", (cause) => end(String(cause)));
  child.on("exit", (code, signal) => end(`exit ${code ?? signal}`));
  child.unref();
  child.channel?.unref();

  return {
    process: child,
    get wasKilled() {
      return wasKilled;
    },
    call(ask, { signal, onPiece }) {
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const settled = promise.then(
        () => {},
        () => {},
      );
      calls.set(id, { state: "running", resolve, reject, onPiece });
      const stopped = Promise.withResolvers<never>();
      const onAbort = () => {
        calls.set(id, { state: "stopping", resolve, reject });
        if (child.connected) child.send({ id, type: "abort" });
        stopped.reject(stoppedError());
        // A child that does not stop hangs, and blocks all other requests.
        const timer = setTimeout(() => {
          wasKilled = true;
          child.kill("SIGKILL");
        }, stopMs);
        settled.then(() => clearTimeout(timer));
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      settled.then(() => signal?.removeEventListener("abort", onAbort));
      // While a call runs, the process must stay for its answer.
      child.channel?.ref();
      child.send({ id, type: "call", ask }, (error) => {
        if (!error) return;
        calls.delete(id);
        // It has ended, and this process has not been told yet.
        onEnded();
        reject(ended(String(error)));
      });
      return { answer: Promise.race([promise, stopped.promise]), settled };
    },
  };
}

function receive(calls: Map<number, Call>, message: FromChild): void {
  const call = calls.get(message.id);
  if (!call) return;
  if (message.type === "piece") {
    if (call.state === "running") call.onPiece?.(message.text);
    return;
  }
  calls.delete(message.id);
  if (message.type === "done") call.resolve(message.result);
  else call.reject(new PatchbayError(message.code, message.message));
}
