import { unclaimedOf } from "../engine/queue/inline-claim.ts";
import type { ActiveRun } from "../engine/tenure/runner.ts";
import { withTimeout } from "../platform/retry/with-timeout.ts";
import type { WorkerLimits } from "./worker-options.ts";

type Deps = {
  limits: WorkerLimits;
  isBusy(): boolean;
  isDraining(): boolean;
  /** A last try is over, so that other runs may come again. */
  onTried(): void;
};

/** As many runs a busy worker has at least: one that keeps it busy alone must not keep others from it. */
const whenBusy = 4;
/** So long a step that may have ended its workers is tried without other runs beside it. */
const trialMs = 15_000;

export type ActiveRuns = ReturnType<typeof makeActiveRuns>;

/** The runs that a worker executes, and how many more it may take. */
export function makeActiveRuns({ limits, isBusy, isDraining, onTried }: Deps) {
  const tenures = new Map<string, ActiveRun>();
  const readOnly: ReadonlyMap<string, ActiveRun> = tenures;
  /** Runs of which a step is at its last try (engine/tenure/suspects.ts): no other may come meanwhile. */
  const trials = new Set<ActiveRun>();
  const bytesHeld = () => tenures.values().reduce((sum, tenure) => sum + tenure.bytes(), 0);

  async function tryAlone(tenure: ActiveRun): Promise<void> {
    trials.add(tenure);
    await withTimeout(tenure.tried, trialMs);
    trials.delete(tenure);
    if (trials.size === 0) onTried();
  }

  return {
    tenures: readOnly,
    /** How many more runs may be claimed now. */
    capacity(): number {
      if (isDraining() || trials.size > 0) return 0;
      // A busy worker takes a few at a time, so that a machine which is always busy still moves.
      if (isBusy()) return Math.max(0, Math.min(whenBusy, limits.runs) - tenures.size);
      return bytesHeld() >= limits.bytes ? 0 : limits.runs - tenures.size;
    },
    held: () => [...tenures.keys()],
    holds: (runId: string) => tenures.has(runId),
    /** Those that were claimed inline, and are still queued for all that the database knows. */
    unclaimed: () => unclaimedOf(tenures.values()),
    add(tenure: ActiveRun): void {
      tenures.set(tenure.run.id, tenure);
      if (tenure.run.isLastTry) void tryAlone(tenure);
    },
    /** A later tenure of the same run stays. */
    remove(tenure: ActiveRun): void {
      if (tenures.get(tenure.run.id) === tenure) tenures.delete(tenure.run.id);
    },
    abandonAll(): void {
      for (const tenure of tenures.values()) tenure.abandon();
    },
    /** Resolves when those that are held now have ended. */
    async ended(): Promise<void> {
      await Promise.all([...tenures.values()].map((tenure) => tenure.ended));
    },
  };
}
