// The processes of this start, so that all of them can be stopped again in reverse order.

export type SupervisedProcess = { stop(): Promise<void>; kill(): void };

export type Supervisor = {
  /** Aborts when the start is cancelled or the supervisor closes. */
  signal: AbortSignal;
  add(process: SupervisedProcess): void;
  /** Stops everything in order. Called again it returns the same promise. */
  close(): Promise<void>;
  /** Kills everything at once. */
  kill(): void;
};

export function openSupervisor(): Supervisor {
  // A process is stopped only when those started after it have ended: web and workers first, then the broker, then the database.
  const processes: SupervisedProcess[] = [];
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    closing.abort();
    for (let next = processes.pop(); next; next = processes.pop()) await next.stop();
  }

  return {
    signal: closing.signal,
    add(process) {
      // A cancelled start may still finish the step it was in.
      if (closing.signal.aborted) process.kill();
      processes.push(process);
    },
    close: () => (closed ??= stopAll()),
    kill() {
      closing.abort();
      for (const process of processes) process.kill();
    },
  };
}
