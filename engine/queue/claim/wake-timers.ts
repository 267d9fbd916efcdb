/** No timer is set further ahead: the sweep finds what is due later. */
const maxMs = 3_600_000;

/**
 * Fires for runs that this worker parked, when they are due again. When this worker stops, the sweep of another one finds
 * them.
 */
export function makeWakeTimers(fire: (runId: string) => void): { set(runId: string, ms: number): void; stop(): void } {
  const timers = new Set<NodeJS.Timeout>();
  return {
    set(runId, ms) {
      if (ms > maxMs) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        fire(runId);
      }, ms);
      timers.add(timer.unref());
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
