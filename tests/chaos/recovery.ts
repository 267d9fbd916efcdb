import type { Holder } from "./claims.ts";
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

export type Recovery = { ms: number; cause: string; at: number; history: History };

/**
 * Milliseconds from each fault to the next claim of each run that the target held, or to where the target continued it
 * because it was only stopped and no other worker had taken the run over meanwhile; and from each claim that its worker
 * never learned of to the next. The time in which there was no worker or no database to take a run over is left out, and a
 * claim by which a worker only handed the run back counts as none.
 */
export function recoveries(seen: ChaosRun): Recovery[] {
  const outages = outagesOf(seen.injected);
  return seen.histories.flatMap((history) =>
    interruptionsOf(history, seen.injected).map(({ at, cause, endedAt }) => {
      const idle = unavailableMs({ from: at + leaseMs, until: endedAt }, outages, seen.absences);
      return { ms: Math.max(0, endedAt - at - idle), cause, at, history };
    }),
  );
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

type Interruption = { at: number; cause: string; endedAt: number };

function interruptionsOf(history: History, injected: readonly InjectedFault[]): Interruption[] {
  const claims = claimsOf(history);
  return claims.flatMap((claim, index): Interruption[] => {
    const next = claims[index + 1];
    if (!next) return [];
    const until = leftAt(history, claim) ?? next.at;
    const fault = injected.find(({ pid, at }) => isOf(claim, pid) && at >= claim.at && at < until);
    if (fault) {
      const { kind, at, pid, continuedAt } = fault;
      const endedAt = continuedAt !== undefined && continuedAt < next.at ? continuedAt : next.at;
      return [{ at, cause: `${kind} of ${pid}`, endedAt }];
    }
    const isSilent = !startedBy(history).has(claim.token) && until === next.at;
    return isSilent ? [{ at: claim.at, cause: "a claim without an answer", endedAt: next.at }] : [];
  });
}

const startedBy = ({ events }: History): Set<number> =>
  new Set(events.flatMap(({ data }) => (data.type === "run.started" ? [data.token] : [])));

const isOf = ({ worker }: Holder, pid: number | undefined): boolean =>
  pid !== undefined && (worker?.includes(`-${pid}-`) ?? false);

/** When its worker left the run under this token, parked or released; undefined when it did not. */
const leftAt = ({ holders }: History, { token }: Holder): number | undefined =>
  holders.find((other) => other.token === token && other.worker === null)?.at;

/** Claims of a run that were not handed back at once. */
function claimsOf(history: History): Holder[] {
  const started = startedBy(history);
  return history.holders.filter((holder) => {
    if (holder.worker === null) return false;
    return started.has(holder.token) || leftAt(history, holder) === undefined;
  });
}

/**
 * How many workers were killed while they held the run. One that was stopped for longer than a lease is still connected, and
 * counts for half, as engine/tenure/suspects.ts has it.
 */
export function endsOf(history: History, injected: readonly InjectedFault[]): number {
  const weights = injected.flatMap((fault) => {
    if (fault.kind.startsWith("kill ")) return [{ ...fault, weight: 1 }];
    return fault.kind.startsWith("stop ") ? [{ ...fault, weight: 0.5 }] : [];
  });
  return claimsOf(history).reduce((sum, claim) => {
    const until = leftAt(history, claim) ?? Number.POSITIVE_INFINITY;
    const own = weights.filter(({ pid, at }) => isOf(claim, pid) && at >= claim.at && at < until);
    return sum + Math.max(0, ...own.map(({ weight }) => weight));
  }, 0);
}

/** Who held a run: how many seconds before or after a time from when, which worker and under which token. */
export function holdersAround({ holders, events }: History, at: number): string {
  const seconds = (when: number) => ((when - at) / 1000).toFixed(1);
  const ends = events.flatMap(({ at: when, data }) =>
    data.type.startsWith("run.") && data.type !== "run.started" ? [{ at: when, text: data.type.slice(4) }] : [],
  );
  const parts = holders.map((each) => ({
    at: each.at,
    text: each.worker === null ? `left ${each.token}` : `${each.worker} with ${each.token}`,
  }));
  const all = [...parts, ...ends].toSorted((a, b) => a.at - b.at);
  return all.map((part) => `${seconds(part.at)} ${part.text}`).join(", ");
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
