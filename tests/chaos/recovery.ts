import type { History } from "./history.ts";
import type { Hit } from "./inject.ts";

/**
 * Milliseconds from each harm to the next claim of each run that a hurt worker had in its hands. Where another claim died
 * in between without a word, which the token tells, the time is that of all of them and is shared out.
 */
export function recoveries(
  hits: readonly Hit[],
  histories: readonly History[],
): { ms: number; hit: Hit; run: string }[] {
  const outages = hits.filter(({ until, at }) => until > at);
  return hits.flatMap((hit) => {
    if (hit.pid === undefined) return [];
    return histories.flatMap((history) => {
      const found = claimAfter(history, hit);
      if (!found) return [];
      const { at: next, claims } = found;
      // While the database is away nobody can take over; that time is the database's.
      const away = outages.reduce(
        (sum, { at, until }) => sum + Math.max(0, Math.min(until, next) - Math.max(at, hit.at)),
        0,
      );
      return [{ ms: Math.max(0, next - hit.at - away) / claims, hit, run: history.run.id }];
    });
  });
}

/** When a run that this process held at that moment was claimed anew; undefined when it was not held, or ended before. */
function claimAfter({ events }: History, { pid, at }: Hit): { at: number; claims: number } | undefined {
  const lives = events.filter(({ data }) => data.type === "run.started");
  const index = lives.findLastIndex((life) => life.at <= at);
  const life = lives[index];
  if (life?.data.type !== "run.started" || !life.data.worker.includes(`-${pid}-`)) return undefined;
  const last = events.findLast((event) => event.at <= at);
  const next = lives[index + 1];
  if (last?.data.type === "run.waiting" || next?.data.type !== "run.started") return undefined;
  return { at: next.at, claims: next.data.token - life.data.token };
}

/** Milliseconds from the asking to the first word of a worker, for runs of which a claim died without a word. */
export function silentRecoveries(histories: readonly History[]): number[] {
  return histories.flatMap(({ events }) => {
    const begun = events.find(({ data }) => data.type === "run.started");
    if (begun?.data.type !== "run.started" || begun.data.token === 1 || !events[0]) return [];
    return [(begun.at - events[0].at) / (begun.data.token - 1)];
  });
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
