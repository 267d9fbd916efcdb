import type { Absence } from "./cluster.ts";
import type { History } from "./history.ts";
import type { InjectedFault } from "./inject.ts";

/** A lease. Before it expired no worker could take the run over, so that time is no delay. */
const leaseMs = 15_000;

type ChaosRun = {
  injected: readonly InjectedFault[];
  histories: readonly History[];
  /** When the workers were away, slot by slot. */
  absences: readonly (readonly Absence[])[];
};

/**
 * Milliseconds from each fault to the next claim of each run that the target held, or to where the target continued it
 * because it was only stopped and no other worker had taken the run over meanwhile, without the time in which there was no
 * worker or no database to take it over. Where another claim was lost in between without an event, which the token shows,
 * the time is that of all of them and is divided among them.
 */
export function recoveries({
  injected,
  histories,
  absences,
}: ChaosRun): { ms: number; fault: InjectedFault; history: History }[] {
  const outages = outagesOf(injected);
  return injected.flatMap((fault) => {
    if (fault.pid === undefined) return [];
    return histories.flatMap((history) => {
      const found = claimAfter(history, fault);
      if (!found) return [];
      const idle = unavailableMs({ from: fault.at + leaseMs, until: found.at }, outages, absences);
      return [{ ms: Math.max(0, found.at - fault.at - idle) / found.claims, fault, history }];
    });
  });
}

const outagesOf = (injected: readonly InjectedFault[]): Absence[] =>
  injected.flatMap(({ at, until }) => (until > at ? [{ from: at, until }] : []));

/** How much of this time the database or every worker was unavailable. */
function unavailableMs(time: Absence, outages: readonly Absence[], absences: readonly (readonly Absence[])[]): number {
  const ends = [time, ...outages, ...absences.flat()].flatMap(({ from, until }) => [from, until]);
  const marks = [...new Set(ends)].filter((at) => at >= time.from && at <= time.until).sort((a, b) => a - b);
  const isIn = (at: number) => (absence: Absence) => absence.from <= at && at < absence.until;
  let ms = 0;
  for (const [index, at] of marks.entries()) {
    const isUnavailable = outages.some(isIn(at)) || absences.every((each) => each.some(isIn(at)));
    if (isUnavailable) ms += (marks[index + 1] ?? at) - at;
  }
  return ms;
}

/** When a run that this process held at that moment was claimed anew; undefined when it was not held, or ended before. */
function claimAfter(
  { events }: History,
  { pid, at, continuedAt }: InjectedFault,
): { at: number; claims: number } | undefined {
  const tenures = events.filter(({ data }) => data.type === "run.started");
  const index = tenures.findLastIndex((tenure) => tenure.at <= at);
  const tenure = tenures[index];
  if (tenure?.data.type !== "run.started" || !tenure.data.worker.includes(`-${pid}-`)) return undefined;
  const last = events.findLast((event) => event.at <= at);
  const next = tenures[index + 1];
  if (last?.data.type === "run.waiting" || next?.data.type !== "run.started") return undefined;
  if (continuedAt !== undefined && continuedAt < next.at) return { at: continuedAt, claims: 1 };
  return { at: next.at, claims: next.data.token - tenure.data.token };
}

/**
 * Milliseconds from the first claim to the first event of a worker, for runs of which a claim was lost without an event. New
 * runs go along with their wake-up, which uses the first token; child runs do not. A tenure that was claimed inline and ended
 * so is no claim; its run waits for the sweep, and not for a lease.
 */
export function silentRecoveries({ injected, histories, absences }: ChaosRun): number[] {
  return histories.flatMap(({ run, events }) => {
    const started = events.find(({ data }) => data.type === "run.started");
    if (started?.data.type !== "run.started" || run.startedAt === null) return [];
    const died = started.data.token - (run.isChild ? 1 : 2);
    if (died <= 0) return [];
    const from = run.startedAt.getTime();
    const idle = unavailableMs({ from: from + leaseMs, until: started.at }, outagesOf(injected), absences);
    return [Math.max(0, started.at - from - idle) / died];
  });
}

/** The tenures of a run around a fault: how many seconds before or after it each began, on which worker and with which token. */
export function tenuresAround({ events }: History, { at }: InjectedFault): string {
  const seconds = (when: number) => ((when - at) / 1000).toFixed(1);
  const parts = events.flatMap(({ at: when, data }) => {
    if (data.type === "run.started") return [`${seconds(when)} by ${data.worker} with ${data.token}`];
    return data.type.startsWith("run.") ? [`${seconds(when)} ${data.type.slice(4)}`] : [];
  });
  return parts.join(", ");
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
