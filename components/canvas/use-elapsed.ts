import { useEffect, useState } from "react";

/** One clock for all cards, so that fifty running ones render in one go, ten times a second. */
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

function tick(): void {
  for (const listener of listeners) listener(Date.now());
}
