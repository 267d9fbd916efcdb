// What runs on behalf of this start, so that all of it can be stopped again, last come first gone.

export type Resident = { stop(): Promise<void>; kill(): void };

export type House = {
  /** Aborts when the start is to be given up or the house is to be closed. */
  signal: AbortSignal;
  add(resident: Resident): void;
  /** Stops everything in order. Called again it returns the same promise. */
  close(): Promise<void>;
  /** Kills everything at once. */
  kill(): void;
};

export function openHouse(): House {
  // Each floor is stopped only when those above it are gone: processes first, then the broker, then the database.
  const residents: Resident[] = [];
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    closing.abort();
    for (let next = residents.pop(); next; next = residents.pop()) await next.stop();
  }

  return {
    signal: closing.signal,
    add(resident) {
      // A start that is being given up may still finish the step it was in.
      if (closing.signal.aborted) resident.kill();
      residents.push(resident);
    },
    close: () => (closed ??= stopAll()),
    kill() {
      closing.abort();
      for (const resident of residents) resident.kill();
    },
  };
}
