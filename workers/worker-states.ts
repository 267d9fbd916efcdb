/**
 * The states of a worker, and the events that move it from one to another:
 *
 *   starting   it claims and executes runs already, and waits for the broker   ready → ready · stop → draining
 *   ready      wake-ups reach it                                               stop → draining
 *   draining   it claims nothing; runs end or come to a safe point             ended → stopped
 *   stopped    it holds nothing any more
 *
 * Any other event leaves the state as it is. To abandon its runs moves nothing: they end sooner, in whatever state it is.
 */
export const workerStates = ["starting", "ready", "draining", "stopped"] as const;
export type WorkerState = (typeof workerStates)[number];
/** `stop`: a signal, or a start that failed. `ended`: the last run has ended and everything is closed. */
export type WorkerEvent = "ready" | "stop" | "ended";

const moves: Record<WorkerState, Partial<Record<WorkerEvent, WorkerState>>> = {
  starting: { ready: "ready", stop: "draining" },
  ready: { stop: "draining" },
  draining: { ended: "stopped" },
  stopped: {},
};

export function nextWorkerState(state: WorkerState, event: WorkerEvent): WorkerState {
  return moves[state][event] ?? state;
}

export type Lifecycle = {
  on(event: WorkerEvent): void;
  /** From the request to stop on, so after the stop as well. */
  isDraining(): boolean;
  /** Aborted when the worker starts to drain. */
  drain: AbortSignal;
};

export function makeLifecycle(): Lifecycle {
  const drain = new AbortController();
  let state: WorkerState = "starting";
  return {
    on(event) {
      state = nextWorkerState(state, event);
      if (state === "draining") drain.abort();
    },
    isDraining: () => state === "draining" || state === "stopped",
    drain: drain.signal,
  };
}
