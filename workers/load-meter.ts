import { monitorEventLoopDelay } from "node:perf_hooks";

const windowMs = 1000;
const busyMs = 100;

/** Says whether this process is too busy for more runs: its event loop came late by over 100 ms (p99 of a second). */
export function startLoadMeter(): { isBusy(): boolean; delayMs(): number; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let p99 = 0;
  const timer = setInterval(() => {
    p99 = delay.percentile(99) / 1e6;
    delay.reset();
  }, windowMs).unref();
  return {
    isBusy: () => p99 > busyMs,
    delayMs: () => p99,
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}
