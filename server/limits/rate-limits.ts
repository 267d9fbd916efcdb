import { PatchbayError } from "../../lib/errors.ts";

/** Lets `max` calls through per key and window; throws `too_many` with the time to wait. Counts live in this process. */
export type RateLimit = (key: string) => void;
type Options = { max: number; windowMs: number; now?: () => number };

export function makeRateLimit(options: Options): RateLimit {
  const take = makeGuessLimit(options);
  return (key) => void take(key);
}

/** The same for guesses at a secret, each counted before it is compared. What it answers takes one back that was right. */
export function makeGuessLimit(options: Options): (key: string) => () => void {
  const { max, windowMs, now = Date.now } = options;
  const windows = new Map<string, { start: number; count: number }>();
  return (key) => {
    const at = now();
    const window = windows.get(key);
    if (!window || at - window.start >= windowMs) {
      if (windows.size >= 50_000) forgetOld(windows, at - windowMs);
      const fresh = { start: at, count: 1 };
      windows.set(key, fresh);
      return takeBack(fresh);
    }
    if (window.count < max) {
      window.count += 1;
      return takeBack(window);
    }
    const retryAfterMs = window.start + windowMs - at;
    const seconds = Math.ceil(retryAfterMs / 1000);
    throw new PatchbayError("too_many", `Too many requests. Try again in ${seconds} s.`, { retryAfterMs });
  };
}

function takeBack(window: { count: number }): () => void {
  return () => {
    window.count -= 1;
  };
}

function forgetOld(windows: Map<string, { start: number }>, before: number): void {
  for (const [key, { start }] of windows) if (start < before) windows.delete(key);
  if (windows.size >= 50_000) windows.clear();
}
