import { asPatchbayError, PatchbayError } from "../lib/errors.ts";
import type { Plan } from "../lib/plan.ts";
import type { RunError, Values } from "../lib/run.ts";
import { sha256 } from "../server/ids.ts";
import type { Log } from "../server/log.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { LostRun } from "./claimed-run.ts";
import { type Clock, execute } from "./execute.ts";
import type { Journal } from "./journal.ts";
import type { Preparation } from "./prepare.ts";
import { recordInto } from "./record.ts";
import type { Ending, RunJournal } from "./run-journal.ts";
import type { Outcome } from "./step-events.ts";

export type RunnerDeps = {
  workerId: string;
  journal: Journal;
  prepare(run: ClaimedRun): Promise<Preparation>;
  readCompleted(run: ClaimedRun, plan: Plan): Promise<ReadonlyMap<number, Values>>;
  /** Gives a run back for another worker to go on with. */
  release(run: ClaimedRun): Promise<void>;
  /** When aborted, no model call and no effect begins any more. */
  drain: AbortSignal;
  limits: { parallel: number; runMs: number; attemptMs: number };
  log: Log;
};

/** A run in the hands of this worker. */
export type ActiveRun = {
  run: ClaimedRun;
  cancel(): void;
  /** Stops without a word: the run is another's, or is given back as it stands. */
  abandon(): void;
  /** The run is another's: nothing more is written. */
  lose(): void;
  ended: Promise<void>;
};

export function beginRun(run: ClaimedRun, deps: RunnerDeps): ActiveRun {
  const stop = new AbortController();
  const abandon = () => stop.abort(new LostRun());
  const journal = deps.journal.open(run, abandon);
  const cancel = () => stop.abort(new PatchbayError("cancelled", "The run was cancelled."));
  if (run.cancelRequested) cancel();
  const ended = live({ run, journal, signal: stop.signal }, deps).catch((error) => {
    deps.log.error({ err: error, runId: run.id }, "a run could not be carried to its end; the sweep will find it");
  });
  return { run, cancel, abandon, lose: () => journal.lose(), ended };
}

type Life = { run: ClaimedRun; journal: RunJournal; signal: AbortSignal };

async function live({ run, journal, signal }: Life, deps: RunnerDeps): Promise<void> {
  journal.event({ type: "run.started", worker: deps.workerId, token: run.token });
  const record = recordInto(journal);
  const outcome = await carryOut({ run, journal, signal }, record.emit, deps);
  record.flush();
  if (outcome.status === "released") {
    if (!journal.isLost)
      await journal.durable().then(
        () => deps.release(run),
        () => {},
      );
    return;
  }
  await journal.end(endingOf(outcome, journal));
}

async function carryOut(life: Life, emit: ReturnType<typeof recordInto>["emit"], deps: RunnerDeps): Promise<Outcome> {
  const { run, journal, signal } = life;
  try {
    const { plan, invoke } = await deps.prepare(run);
    const completed = run.token > 1 ? await deps.readCompleted(run, plan) : noSteps;
    return await execute({
      plan,
      input: run.input,
      completed,
      invoke,
      emit,
      durable: () => journal.durable(),
      keyOf: (node) => sha256(`${run.id}\n${node.id}\n`),
      clock,
      random: Math.random,
      signal,
      drain: deps.drain,
      limits: { ...deps.limits, runMs: Math.max(0, deps.limits.runMs - run.ageMs) },
    });
  } catch (thrown) {
    if (signal.aborted && signal.reason instanceof LostRun) return { status: "released" };
    const error = asPatchbayError(thrown);
    deps.log.warn({ err: error, runId: run.id }, "a run could not begin");
    return { status: "failed", error: { code: error.code, message: error.userMessage } satisfies RunError };
  }
}

function endingOf(outcome: Exclude<Outcome, { status: "released" }>, journal: RunJournal): Ending {
  return outcome.status === "succeeded" ? { ...outcome, output: journal.store(outcome.output) } : outcome;
}

const noSteps: ReadonlyMap<number, Values> = new Map();

const clock: Clock = {
  now: () => performance.now(),
  setTimer(ms, ring) {
    // setTimeout counts in 32 bits; what is longer than 24 days is as good as never.
    const timer = setTimeout(ring, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};
