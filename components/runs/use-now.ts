"use client";
import { useEffect, useState } from "react";

/**
 * The present moment in milliseconds; ticks four times a second while `isLive`, or as often as is said. It begins with
 * the server's `loadedAt`, so that the first picture in the browser is the one in the HTML.
 */
export function useNow(isLive: boolean, loadedAt: number, everyMs = 250): number {
  const [now, setNow] = useState(loadedAt);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [isLive, everyMs]);
  return now;
}
