"use client";
import { useEffect, useState } from "react";

/**
 * The present moment in milliseconds; ticks four times a second while `isLive`. It begins with the server's `loadedAt`,
 * so that the first picture in the browser is the one in the HTML.
 */
export function useNow(isLive: boolean, loadedAt: number): number {
  const [now, setNow] = useState(loadedAt);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isLive]);
  return now;
}
