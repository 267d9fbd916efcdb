/**
 * Runs a model in a child process of its own: a native crash or a full memory ends the child, never the worker. The child
 * is started by the first call, serves several calls at a time, and is ended when it was idle for a while.
 */
import { type ChildProcess, fork } from "node:child_process";
import { PatchbayError } from "../../../lib/errors.ts";
import { FromChild } from "./child-protocol.ts";
import { fairQueue } from "./fair-queue.ts";

export type ChildHost = {
  /** Calls wait their turn, fairly by lane. Throws `cancelled` at once on abort; `unavailable` (retryable) when the child breaks. */
  call(ask: unknown, options: CallOptions): Promise<unknown>;
  /** The child's process id while it runs. */
  readonly pid: number | undefined;
  close(): Promise<void>;
};

type CallOptions = {
  signal?: AbortSignal | undefined;
  onPiece?: (piece: string) => void;
  /** Who asks, such as a workspace: those who wait take turns by it. */
  lane?: string | undefined;
};
export type HostOptions = { script: URL; args?: readonly string[]; title: string; concurrency: number; idleMs: number };

type Pending = {
  resolve(result: unknown): void;
  reject(error: Error): void;
  onPiece?: ((piece: string) => void) | undefined;
};

const stopMs = 3_000;

export function openChildHost(options: HostOptions): ChildHost {
  const queue = fairQueue<() => void>();
  const pending = new Map<number, Pending>();
  let child: ChildProcess | undefined;
  let busy = 0;
  let lastId = 0;
  let idleTimer: NodeJS.Timeout | undefined;

  function start(): ChildProcess {
    const started = fork(options.script, [...(options.args ?? [])], {
      // The child needs nothing of ours: no secrets, no settings.
      env: { NODE_ENV: "production" },
      execArgv: ["--no-warnings"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    started.on("message", (message) => receive(FromChild.parse(message)));
    started.on("error", (cause) => end(started, String(cause)));
    started.on("exit", (code, signal) => end(started, `exit ${code ?? signal}`));
    started.unref();
    started.channel?.unref();
    return started;
  }

  function end(ended: ChildProcess, reason: string): void {
    if (child !== ended) return;
    child = undefined;
    for (const { reject } of pending.values()) {
      reject(
        new PatchbayError("unavailable", `${options.title} stopped unexpectedly. Try again; it restarts by itself.`, {
          message: reason,
        }),
      );
    }
    pending.clear();
  }

  function receive(message: FromChild): void {
    const call = pending.get(message.id);
    if (!call) return;
    if (message.type === "piece") {
      call.onPiece?.(message.text);
      return;
    }
    pending.delete(message.id);
    if (message.type === "done") call.resolve(message.result);
    else call.reject(new PatchbayError(message.code, message.message));
  }

  /** `answer` rejects at once on abort; `settled` resolves when the child is really done with the call. */
  function run(ask: unknown, { signal, onPiece }: CallOptions): { answer: Promise<unknown>; settled: Promise<void> } {
    child ??= start();
    const serving = child;
    const id = ++lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const settled = promise.then(
      () => {},
      () => {},
    );
    pending.set(id, { resolve, reject, onPiece });
    const gone = Promise.withResolvers<never>();
    const onAbort = () => {
      pending.set(id, { resolve, reject });
      if (serving.connected) serving.send({ id, type: "abort" });
      gone.reject(stopped());
      // A child that does not stop hangs, and blocks all other requests.
      const timer = setTimeout(() => serving.kill("SIGKILL"), stopMs);
      settled.then(() => clearTimeout(timer));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    settled.then(() => signal?.removeEventListener("abort", onAbort));
    // While a call runs, the process must stay for its answer.
    serving.channel?.ref();
    serving.send({ id, type: "call", ask }, (error) => {
      if (!error) return;
      pending.delete(id);
      reject(error);
    });
    return { answer: Promise.race([promise, gone.promise]), settled };
  }

  async function turn({ signal, lane = "" }: CallOptions): Promise<void> {
    if (busy < options.concurrency) {
      busy += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    queue.push(lane, resolve);
    const onAbort = () => {
      if (queue.remove(lane, resolve)) reject(stopped());
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    await promise.finally(() => signal?.removeEventListener("abort", onAbort));
  }

  function release(): void {
    const next = queue.shift();
    // The place is handed on, so `busy` stays as it is.
    if (next) {
      next();
      return;
    }
    busy -= 1;
    if (busy > 0) return;
    child?.channel?.unref();
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => void stop(), options.idleMs);
    idleTimer.unref();
  }

  async function stop(): Promise<void> {
    clearTimeout(idleTimer);
    const leaving = child;
    if (!leaving || leaving.exitCode !== null) return;
    const gone = new Promise((resolve) => leaving.once("exit", resolve));
    leaving.kill("SIGKILL");
    await gone;
  }

  return {
    get pid() {
      return child?.pid;
    },
    async call(ask, callOptions) {
      if (callOptions.signal?.aborted) throw stopped();
      await turn(callOptions);
      clearTimeout(idleTimer);
      const { answer, settled } = run(ask, callOptions);
      settled.then(release);
      return answer;
    },
    close: stop,
  };
}

function stopped(): PatchbayError {
  return new PatchbayError("cancelled", "The step was stopped.");
}
