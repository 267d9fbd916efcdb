/**
 * Which steps may be the reason that the workers of a run ended. A claim counts the workers that ended while they held the
 * run; one that has released it orderly, as for a deployment, is none of them. The first tenure after such an end notes on
 * the queue row which steps were under way. A step that was under way at three of these ends fails and does not run again. A
 * worker that is still connected has not ended: it was stopped or cut off, or a step keeps it from everything else. That
 * counts for half an end.
 *
 * From the first end on every step is on disk before it starts, so that the next one cannot hide what it was. An end of which
 * nothing at all was on record is blind: it counts for whatever is found at the next ones, as long as no step has ended
 * meanwhile. A run that only waits loses workers too, and nothing follows from that.
 * At a step's third try, no other step of its run is under way, and its worker takes no other runs for a while
 * (workers/active-runs.ts), so that a long step which only shared its workers with the reason is not taken for it.
 */
import { z } from "zod";
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import type { OpenStep } from "../scheduler/step-events.ts";
import type { Checkpoint } from "./load-checkpoint.ts";

/** What the queue row keeps between tenures. */
const Suspects = z.object({
  /** How many ends are accounted for. */
  losses: z.number(),
  /** Steps that had ended by then. */
  done: z.number(),
  blind: z.number(),
  /** By step key: at how many ends it was under way, and in which attempt at the last. */
  steps: z.record(z.string(), z.object({ times: z.number(), attempt: z.number() })),
});
type Suspects = z.infer<typeof Suspects>;

/** So many workers that ended under a step are enough. Claims tell one end before that (`isLastTry` in ../run-columns.ts). */
const limit = 3;
/** So many in a row that did not even note what was under way: the run itself cannot be loaded. */
const loadLimit = 6;

const none: Suspects = { losses: 0, done: 0, blind: 0, steps: {} };
const suspectsOf = ({ suspects }: Pick<ClaimedRun, "suspects">): Suspects => Suspects.safeParse(suspects).data ?? none;

type Losses = Pick<ClaimedRun, "losses" | "suspects">;

/** What a worker counts for that has lost a run, and is still there. */
const silentWeight = 0.5;

type Seen = {
  /** Whether other steps run inside the step of this key. */
  hasBody(key: string): boolean;
  /** The worker that has lost the run last is still connected. */
  isConnected?: boolean;
};

/** What to note when a tenure has loaded a run that has lost workers. */
export function noteSuspects(
  run: Losses,
  { completed, skipped, open }: Pick<Checkpoint, "completed" | "skipped" | "open">,
  { hasBody, isConnected = false }: Seen,
): Suspects {
  const before = suspectsOf(run);
  const weight = isConnected ? silentWeight : 1;
  const done = completed.size + skipped.size;
  // The tenure that claimed after it may have released the run before it had loaded it.
  const isUnnoted = run.losses > before.losses;
  const running = [...open].filter(([, { status }]) => status === "running");
  const leaves = running.filter(([key, { attempt }]) => !hasBody(key) && attempt > (before.steps[key]?.attempt ?? 0));
  // A node with others inside is the reason at most when none of them was under way.
  const struck = new Map(isUnnoted ? (leaves.length > 0 ? leaves : running.filter(([key]) => hasBody(key))) : []);
  const unknown = open.size > 0 || !isUnnoted ? 0 : run.losses - before.losses - 1 + weight;
  const steps = running.flatMap(([key, step]) => {
    const times = (before.steps[key]?.times ?? 0) + (struck.has(key) ? weight : 0);
    return times === 0 ? [] : [[key, { times, attempt: step.attempt }] as const];
  });
  const blind = (done === before.done ? before.blind : 0) + unknown;
  return { losses: run.losses, done, blind, steps: Object.fromEntries(steps) };
}

type Verdict = {
  /** Steps that do not run again. */
  failing: ReadonlySet<string>;
  /** Steps at their last try: nothing else of the run is under way meanwhile. */
  alone: ReadonlySet<string>;
};

export function judge(suspects: unknown, open: ReadonlyMap<string, OpenStep>): Verdict {
  const { blind, steps } = suspectsOf({ suspects });
  const byTimes = (isIt: (times: number) => boolean) =>
    new Set(
      Object.entries(steps).flatMap(([key, { times }]) =>
        open.get(key)?.status === "running" && isIt(times + blind) ? [key] : [],
      ),
    );
  return {
    failing: byTimes((times) => times >= limit),
    alone: byTimes((times) => times >= limit - 1 && times < limit),
  };
}

/** So many workers ended before they could even note what was under way: this run is not worth another one. */
export function endsItsWorkers(run: Losses): boolean {
  return run.losses - suspectsOf(run).losses >= loadLimit;
}
