import type { History } from "./history.ts";
import type { Hit } from "./inject.ts";

/** Milliseconds from each harm to the next claim of each run that a hurt worker had in its hands. */
export function recoveries(
  hits: readonly Hit[],
  histories: readonly History[],
): { ms: number; hit: Hit; run: string }[] {
  const outages = hits.filter(({ until, at }) => until > at);
  return hits.flatMap((hit) => {
    if (hit.pid === undefined) return [];
    return histories.flatMap((history) => {
      const next = claimAfter(history, hit);
      if (next === undefined) return [];
      // While the database is away nobody can take over; that time is the database's.
      const away = outages.reduce(
        (sum, { at, until }) => sum + Math.max(0, Math.min(until, next) - Math.max(at, hit.at)),
        0,
      );
      return [{ ms: Math.max(0, next - hit.at - away), hit, run: history.run.id }];
    });
  });
}

/** When a run that this process held at that moment was claimed anew; undefined when it was not held, or ended before. */
function claimAfter({ events }: History, { pid, at }: Hit): number | undefined {
  const lives = events.filter(({ data }) => data.type === "run.started");
  const index = lives.findLastIndex((life) => life.at <= at);
  const life = lives[index];
  if (life?.data.type !== "run.started" || !life.data.worker.includes(`-${pid}-`)) return undefined;
  const last = events.findLast((event) => event.at <= at);
  return last?.data.type === "step.waiting" ? undefined : lives[index + 1]?.at;
}

/** Milliseconds from the asking to the first word of a worker, for runs of which a claim died without a word. */
export function silentRecoveries(histories: readonly History[]): number[] {
  return histories.flatMap(({ events }) => {
    const begun = events.find(({ data }) => data.type === "run.started");
    const isSecond = begun?.data.type === "run.started" && begun.data.token > 1;
    return isSecond && events[0] ? [begun.at - events[0].at] : [];
  });
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
