/**
 * Runs a model in a child process of its own: a native crash or a full memory ends the child, never the worker. The child
 * is started by the first call, serves several calls at a time, and is ended when it was idle for a while.
 */
import { type HostEvent, type HostState, nextHostState } from "./child-host-states.ts";
import { fairSlots } from "./fair-slots.ts";
import { type ChildOptions, type RunningChild, startChild } from "./running-child.ts";
import { stoppedError } from "./stopped-error.ts";

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
export type HostOptions = ChildOptions & { concurrency: number; idleMs: number };

export function openChildHost(options: HostOptions): ChildHost {
  const slots = fairSlots(options.concurrency);
  let state: HostState<RunningChild> = { name: "absent" };
  let idleTimer: NodeJS.Timeout | undefined;

  function move(event: HostEvent<RunningChild>): void {
    const next = nextHostState(state, event);
    if (next === state) return;
    state = next;
    clearTimeout(idleTimer);
    if (state.name !== "idle") return;
    idleTimer = setTimeout(() => void stop(), options.idleMs);
    idleTimer.unref();
  }

  /** The child that serves the next call. */
  function serving(): RunningChild {
    if (state.name === "serving" || state.name === "idle") {
      move({ type: "called" });
      return state.child;
    }
    const child = startChild(options, () => {
      if (state.name !== "absent" && state.child === child) move({ type: "ended" });
    });
    move({ type: "started", child });
    return child;
  }

  function release(): void {
    if (!slots.release()) return;
    if (state.name !== "absent") state.child.process.channel?.unref();
    move({ type: "rested" });
  }

  async function stop(): Promise<void> {
    if (state.name === "absent" || state.child.process.exitCode !== null) return;
    const { process } = state.child;
    move({ type: "stopped" });
    const gone = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGKILL");
    await gone;
  }

  async function call(ask: unknown, callOptions: CallOptions): Promise<unknown> {
    const { signal, onPiece } = callOptions;
    if (signal?.aborted) throw stoppedError();
    await slots.take(callOptions);
    if (signal?.aborted) {
      release();
      throw stoppedError();
    }
    const child = serving();
    let hasBegun = false;
    const told = (piece: string) => {
      hasBegun = true;
      onPiece?.(piece);
    };
    const { answer, settled } = child.call(ask, { signal, onPiece: told });
    settled.then(release);
    try {
      return await answer;
    } catch (error) {
      // Its child was killed because another caller's stopped call hung: as long as nothing was said, it is asked anew.
      if (!child.wasKilled || hasBegun || signal?.aborted) throw error;
      return await call(ask, callOptions);
    }
  }

  return {
    get pid() {
      return state.name === "absent" ? undefined : state.child.process.pid;
    },
    call,
    close: stop,
  };
}
