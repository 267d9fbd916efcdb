/** No alarm is set further ahead: the sweep finds what is due later. */
const maxMs = 3_600_000;

/** Rings for runs that this worker put away, when they are due again. Forgotten with the process; the sweep is not. */
export function makeAlarms(ring: (runId: string) => void): { set(runId: string, ms: number): void; stop(): void } {
  const timers = new Set<NodeJS.Timeout>();
  return {
    set(runId, ms) {
      if (ms > maxMs) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        ring(runId);
      }, ms);
      timers.add(timer.unref());
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
