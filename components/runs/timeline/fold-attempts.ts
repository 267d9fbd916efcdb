import type { RunError, RunEvent } from "../../../lib/run.ts";

/** One try of a step, as the log tells it. Times are ISO 8601. */
export type Attempt = {
  number: number;
  startedAt: string;
  /** Null while it goes on. */
  endedAt: string | null;
  /** Why it did not do; null of one that succeeded, waits or goes on. */
  error: RunError | null;
  /** Of one that failed and is repeated: when the next is due. */
  nextAt: string | null;
};

const cutOff: RunError = { code: "internal", message: "Interrupted: its worker stopped or crashed." };

/** What the event changes in the attempts of its step. The same list when it changes nothing. */
export function foldAttempt(attempts: readonly Attempt[], { data, at }: RunEvent): readonly Attempt[] {
  switch (data.type) {
    case "step.started":
      return begin(attempts, data.attempt, at);
    case "step.retrying": {
      // It goes on in the same attempt.
      if (data.error.isOutage) return attempts;
      const nextAt = new Date(Date.parse(at) + data.delayMs).toISOString();
      return end(attempts, { endedAt: at, error: data.error, nextAt });
    }
    case "step.failed":
    case "step.in_doubt":
      return end(attempts, { endedAt: at, error: data.error });
    case "step.succeeded":
    case "step.cancelled":
      return end(attempts, { endedAt: at });
    default:
      return attempts;
  }
}

/** A step that waited goes on in the same attempt. One that begins while another is open tells that its worker is gone. */
function begin(attempts: readonly Attempt[], number: number, at: string): readonly Attempt[] {
  const last = attempts.at(-1);
  if (last?.number === number) return attempts;
  const before = last && last.endedAt === null ? end(attempts, { endedAt: at, error: cutOff }) : attempts;
  return [...before, { number, startedAt: at, endedAt: null, error: null, nextAt: null }];
}

function end(attempts: readonly Attempt[], change: Partial<Attempt>): readonly Attempt[] {
  const last = attempts.at(-1);
  return last ? [...attempts.slice(0, -1), { ...last, ...change }] : attempts;
}
