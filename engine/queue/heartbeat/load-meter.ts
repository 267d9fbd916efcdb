import { monitorEventLoopDelay, performance } from "node:perf_hooks";

const windowMs = 1000;
const busyMs = 100;
const busyShare = 0.5;

export type LoadMeter = { isBusy(): boolean; delayMs(): number; stop(): void };

/**
 * Says whether this process has too much to do to take more runs: its event loop came late by over 100 ms (p99 of a
 * second) and was at work for most of that second. One that came late while it had little to do was kept waiting by the
 * machine. Refusing runs would not help it, and could leave them without a worker where all workers are on that machine.
 */
export function startLoadMeter(): LoadMeter {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let p99 = 0;
  let share = 0;
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    p99 = delay.percentile(99) / 1e6;
    delay.reset();
    share = performance.eventLoopUtilization(before).utilization;
    before = performance.eventLoopUtilization();
  }, windowMs).unref();
  return {
    isBusy: () => p99 > busyMs && share > busyShare,
    delayMs: () => p99,
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}
