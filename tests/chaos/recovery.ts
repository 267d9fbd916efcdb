import type { History } from "./history.ts";
import type { Absence } from "./house.ts";
import type { Hit } from "./inject.ts";

/** A lease. What nobody could do before it was over has delayed nobody. */
const leaseMs = 15_000;

type Storm = {
  hits: readonly Hit[];
  histories: readonly History[];
  /** When the workers were away, place by place. */
  absences: readonly (readonly Absence[])[];
};

/**
 * Milliseconds from each harm to the next claim of each run that a hurt worker had in its hands, or to where that worker
 * went on with it because it was only stopped and nobody had taken the run over meanwhile, without the time in
 * which there was nobody to take it over or no database to do it in. Where another claim died in between without a word,
 * which the token tells, the time is that of all of them and is shared out.
 */
export function recoveries({ hits, histories, absences }: Storm): { ms: number; hit: Hit; history: History }[] {
  const outages = outagesOf(hits);
  return hits.flatMap((hit) => {
    if (hit.pid === undefined) return [];
    return histories.flatMap((history) => {
      const found = claimAfter(history, hit);
      if (!found) return [];
      const idle = hopelessMs({ from: hit.at + leaseMs, until: found.at }, outages, absences);
      return [{ ms: Math.max(0, found.at - hit.at - idle) / found.claims, hit, history }];
    });
  });
}

const outagesOf = (hits: readonly Hit[]): Absence[] =>
  hits.flatMap(({ at, until }) => (until > at ? [{ from: at, until }] : []));

/** How much of this time the database was away, or every worker. */
function hopelessMs(time: Absence, outages: readonly Absence[], absences: readonly (readonly Absence[])[]): number {
  const ends = [time, ...outages, ...absences.flat()].flatMap(({ from, until }) => [from, until]);
  const marks = [...new Set(ends)].filter((at) => at >= time.from && at <= time.until).sort((a, b) => a - b);
  const isIn = (at: number) => (absence: Absence) => absence.from <= at && at < absence.until;
  let ms = 0;
  for (const [index, at] of marks.entries()) {
    const isHopeless = outages.some(isIn(at)) || absences.every((each) => each.some(isIn(at)));
    if (isHopeless) ms += (marks[index + 1] ?? at) - at;
  }
  return ms;
}

/** When a run that this process held at that moment was claimed anew; undefined when it was not held, or ended before. */
function claimAfter({ events }: History, { pid, at, wentOn }: Hit): { at: number; claims: number } | undefined {
  const tenures = events.filter(({ data }) => data.type === "run.started");
  const index = tenures.findLastIndex((tenure) => tenure.at <= at);
  const tenure = tenures[index];
  if (tenure?.data.type !== "run.started" || !tenure.data.worker.includes(`-${pid}-`)) return undefined;
  const last = events.findLast((event) => event.at <= at);
  const next = tenures[index + 1];
  if (last?.data.type === "run.waiting" || next?.data.type !== "run.started") return undefined;
  if (wentOn !== undefined && wentOn < next.at) return { at: wentOn, claims: 1 };
  return { at: next.at, claims: next.data.token - tenure.data.token };
}

/**
 * Milliseconds from the first claim to the first word of a worker, for runs of which a claim died without a word. New runs
 * go along with their wake-up, which takes the first token; parts of runs do not. A tenure
 * that was claimed inline and died so is no claim; its run waits for the sweep, and not for a lease.
 */
export function silentRecoveries({ hits, histories, absences }: Storm): number[] {
  return histories.flatMap(({ run, events }) => {
    const begun = events.find(({ data }) => data.type === "run.started");
    if (begun?.data.type !== "run.started" || run.startedAt === null) return [];
    const died = begun.data.token - (run.isChild ? 1 : 2);
    if (died <= 0) return [];
    const from = run.startedAt.getTime();
    const idle = hopelessMs({ from: from + leaseMs, until: begun.at }, outagesOf(hits), absences);
    return [Math.max(0, begun.at - from - idle) / died];
  });
}

/** The tenures of a run around a harm: how many seconds before or after it each began, by whom and under which token. */
export function tenuresAround({ events }: History, { at }: Hit): string {
  const seconds = (when: number) => ((when - at) / 1000).toFixed(1);
  const words = events.flatMap(({ at: when, data }) => {
    if (data.type === "run.started") return [`${seconds(when)} by ${data.worker} with ${data.token}`];
    return data.type.startsWith("run.") ? [`${seconds(when)} ${data.type.slice(4)}`] : [];
  });
  return words.join(", ");
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
