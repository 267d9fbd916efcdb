import { useEffect, useState } from "react";

/** One clock for all cards, so that many running ones render in one go: ten times a second, twice while many are active. */
const listeners = new Set<(now: number) => void>();
let clock: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since `startedAt`, while it is given. Clocks that differ never show a negative time. */
export function useElapsed(startedAt: string | undefined): number | undefined {
  const start = startedAt === undefined ? undefined : Date.parse(startedAt);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (start === undefined) return undefined;
    setNow(Date.now());
    listeners.add(setNow);
    clock ??= setInterval(tick, 100);
    return () => {
      listeners.delete(setNow);
      if (listeners.size > 0) return;
      clearInterval(clock);
      clock = undefined;
    };
  }, [start]);
  return start === undefined ? undefined : Math.max(0, now - start);
}

let ticks = 0;

function tick(): void {
  ticks += 1;
  if (listeners.size > 8 && ticks % 5 !== 0) return;
  for (const listener of listeners) listener(Date.now());
}
