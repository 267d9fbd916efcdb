"use client";
import { formatDuration } from "../../ui/text/format.ts";
import type { Attempt } from "../timeline/fold-attempts.ts";

/** Every attempt of a step: how long it took, why it failed, and the delay after it. */
export function AttemptsSection({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <section aria-label="Attempts" className="flex flex-col gap-2 border-t px-4 py-3">
      <h3 className="font-semibold">Attempts</h3>
      <ol className="flex flex-col gap-2">
        {attempts.map((attempt, index) => (
          <li key={attempt.number} className="grid grid-cols-[5rem_minmax(0,1fr)_auto] gap-x-3">
            <span className="whitespace-nowrap text-muted">Attempt {attempt.number}</span>
            <span className="break-words">
              {attempt.error?.message ?? (attempt.endedAt === null ? "Running" : "Done")}
            </span>
            <span className="text-right font-mono text-muted text-xs tabular-nums">{timeOf(attempt)}</span>
            <Pause after={attempt} next={attempts[index + 1]} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Pause({ after, next }: { after: Attempt; next: Attempt | undefined }) {
  const end = next?.startedAt ?? after.nextAt;
  if (after.nextAt === null || after.endedAt === null || end === null) return null;
  const ms = Math.max(0, Date.parse(end) - Date.parse(after.endedAt));
  return <span className="col-start-2 text-muted text-xs">then a delay of {formatDuration(ms)}</span>;
}

function timeOf({ startedAt, endedAt }: Attempt): string {
  return endedAt === null ? "" : formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
}
