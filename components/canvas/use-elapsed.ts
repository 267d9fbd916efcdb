import { useEffect, useState } from "react";

/** Milliseconds since `start`, ten times a second while it is given. Clocks that differ never show a negative time. */
export function useElapsed(startedAt: string | undefined): number | undefined {
  const start = startedAt === undefined ? undefined : Date.parse(startedAt);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (start === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, [start]);
  return start === undefined ? undefined : Math.max(0, now - start);
}
