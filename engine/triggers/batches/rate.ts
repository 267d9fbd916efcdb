/** How fast a batch goes, by what it did lately. */
import { z } from "zod";

/** When how many rows had ended: [milliseconds since 1970, rows], the oldest first. */
export const Samples = z.array(z.tuple([z.number(), z.number()]));
export type Samples = z.infer<typeof Samples>;

const kept = 13;
const everyMs = 5000;

/** A sample is taken when rows have ended, so that those of slow runs reach back further. */
export function withSample(samples: Samples, now: number, ended: number): Samples {
  const [at, rows] = samples.at(-1) ?? [Number.NEGATIVE_INFINITY, -1];
  return rows === ended || now - at < everyMs
    ? samples
    : [...samples, [now, ended] satisfies [number, number]].slice(-kept);
}

/** Rows a minute; undefined while too little is known to say. What goes on since the last sample counts as slowness. */
export function ratePerMinute(samples: Samples, now: number): number | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || first === last) return undefined;
  const spanMs = last[0] - first[0];
  const quietMs = now - last[0];
  const rows = last[1] - first[1];
  if (rows <= 0 || spanMs <= 0) return undefined;
  // Between two samples some quiet is usual.
  const usualMs = Math.max(2 * everyMs, (2 * spanMs) / (samples.length - 1));
  return rows / ((spanMs + Math.max(0, quietMs - usualMs)) / 60_000);
}
