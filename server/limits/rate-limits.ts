import { PatchbayError } from "../../lib/errors.ts";

/** Lets `max` calls through per key and window; throws `too_many` with the time to wait. Counts live in this process. */
export type RateLimit = (key: string) => void;

export function makeRateLimit(options: { max: number; windowMs: number; now?: () => number }): RateLimit {
  const { max, windowMs, now = Date.now } = options;
  const windows = new Map<string, { start: number; count: number }>();
  return (key) => {
    const at = now();
    const window = windows.get(key);
    if (!window || at - window.start >= windowMs) {
      if (windows.size >= 50_000) forgetOld(windows, at - windowMs);
      windows.set(key, { start: at, count: 1 });
      return;
    }
    window.count += 1;
    if (window.count <= max) return;
    const retryAfterMs = window.start + windowMs - at;
    const seconds = Math.ceil(retryAfterMs / 1000);
    throw new PatchbayError("too_many", `Too many requests. Try again in ${seconds} s.`, { retryAfterMs });
  };
}

function forgetOld(windows: Map<string, { start: number }>, before: number): void {
  for (const [key, { start }] of windows) if (start < before) windows.delete(key);
  if (windows.size >= 50_000) windows.clear();
}
