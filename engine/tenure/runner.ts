import { asPatchbayError, PatchbayError } from "../../lib/errors.ts";
import type { Plan } from "../../lib/graph/plan.ts";
import type { RunError, Values } from "../../lib/run.ts";
import { sha256 } from "../../platform/ids.ts";
import type { Log } from "../../platform/log.ts";
import { isTransientDbError } from "../../platform/retry/transient-db-error.ts";
import type { Journal } from "../journal/journal.ts";
import type { RunClock } from "../journal/run-clock.ts";
import type { Ending, RunJournal } from "../journal/run-journal.ts";
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import { idsOf, LostRun } from "../queue/claim/claimed-run.ts";
import { execute, type Pace, type Splitting, type WaitResolver } from "../scheduler/execute.ts";
import type { Outcome, StepEvent } from "../scheduler/step-events.ts";
import type { RunEnd, Telemetry } from "../telemetry.ts";
import { type Assessment, considerLosses, neverStarted } from "./assess-losses.ts";
import { makeJournalRecorder } from "./journal-recorder.ts";
import { type Checkpoint, emptyCheckpoint } from "./load-checkpoint.ts";
import type { PreparedRun } from "./plan-cache.ts";
import type { RunLinks } from "./run-links.ts";
import { runInStep, runOutsideSteps } from "./step-context.ts";
import { endsItsWorkers } from "./suspects.ts";
import type { Turns } from "./turns.ts";
import { UnsupportedNodeVersion } from "./unsupported-node-version.ts";

export type RunnerDeps = {
  workerId: string;
  journal: Journal;
  prepare(run: ClaimedRun): Promise<PreparedRun>;
  loadCheckpoint(run: ClaimedRun, plan: Plan): Promise<Checkpoint>;
  waitResolver(tenure: {
    run: ClaimedRun;
    clock: RunClock;
    signal: AbortSignal;
    durable(): Promise<void>;
  }): WaitResolver;
  /** Asked of a run that has lost workers. */
  assessLosses(run: ClaimedRun, found: { plan: Plan; past: Checkpoint }): Promise<Assessment>;
  /** Answers the error with which the run has ended, if it has. */
  endInEmergency(run: ClaimedRun, how: { isLost(): boolean; error: RunError }): Promise<RunError | undefined>;
  splitting: Splitting;
  /** A child run's input with its large values whole. */
  wholeInput(run: ClaimedRun): Promise<Values>;
  runLinks: RunLinks;
  /** In which the runs of this worker start their steps. */
  turns: Turns;
  /** A run was parked; it is due again in so many milliseconds. */
  parked(run: ClaimedRun, ms: number | null): void;
  /** Releases a run, so that another worker continues it. */
  release(run: ClaimedRun): Promise<void>;
  /** Releases a run that could not be loaded for now, to be tried again a little later. */
  releaseUnloaded(run: ClaimedRun): Promise<void>;
  /** Requeues a run for workers that support its nodes. */
  requeue(run: ClaimedRun): Promise<void>;
  /** When aborted, no model call and no effect starts any more. */
  drain: AbortSignal;
  limits: { parallel: number; runMs: number; attemptMs: number; requeueMs: number };
  telemetry: Telemetry;
  log: Log;
};

/** A run that this worker holds. */
export type ActiveRun = {
  run: ClaimedRun;
  cancel(): void;
  /** Something that a step waits for may have happened. */
  wake(): void;
  /** Stops without recording anything: another worker holds the run, or it is released as it is. */
  abandon(): void;
  /** This worker has lost the run: nothing more is written. */
  lose(): void;
  /** The database has this worker as its holder, so that there is a lease to extend. */
  isOurs(): boolean;
  /** Resolves when no step is at its last try, for all that is known, or not any more. */
  tried: Promise<void>;
  /** About as many bytes as its input and results take. */
  bytes(): number;
  ended: Promise<void>;
};

/**
 * Executes a claimed run until it ends, is parked, released or lost. `ended` resolves then, and never rejects: what fails here
 * is logged, and the sweep finds the run.
 */
export function startTenure(run: ClaimedRun, deps: RunnerDeps): ActiveRun {
  const stop = new AbortController();
  const abandon = () => stop.abort(new LostRun());
  const journal = deps.journal.open(run, abandon);
  const cancel = () => stop.abort(new PatchbayError("cancelled", "The run was cancelled."));
  if (run.cancelRequested) cancel();
  const tried = Promise.withResolvers<void>();
  const tenure: Tenure = {
    run,
    journal,
    cancel,
    abandon,
    onTried: tried.resolve,
    fault: undefined,
    signal: stop.signal,
    wake: () => {},
    hasBodies: false,
    notLoaded: undefined,
  };
  const ended = runTenure(tenure, deps).catch((error) => {
    deps.log.error({ err: error, ...idsOf(run) }, "a run could not be executed to its end; the sweep will find it");
  });
  return {
    run,
    cancel,
    wake: () => tenure.wake(),
    abandon,
    lose: () => journal.lose(),
    isOurs: () => journal.isOurs,
    tried: Promise.race([tried.promise, ended]),
    bytes: () => journal.bytes,
    ended,
  };
}

type Tenure = {
  run: ClaimedRun;
  journal: RunJournal;
  cancel(): void;
  abandon(): void;
  /** What could not be recorded, and why. */
  fault: PatchbayError | undefined;
  signal: AbortSignal;
  wake: () => void;
  onTried: () => void;
  hasBodies: boolean;
  /** Why it could not be loaded: this release does not support its nodes, or the database failed for a moment. */
  notLoaded: "unsupported" | "transient" | undefined;
};

async function runTenure(tenure: Tenure, deps: RunnerDeps): Promise<void> {
  const telemetry = deps.telemetry.start(tenure.run);
  let end: RunEnd = { status: "lost" };
  try {
    end = await executeAndRecord(tenure, (event) => telemetry.step(event), deps);
    if (end.status === "lost") end = await afterFailure(tenure, deps);
  } finally {
    telemetry.end(end.status === "lost" ? { ...end, wasOurs: tenure.journal.isOurs } : end);
    deps.log.debug({ ...idsOf(tenure.run), status: end.status }, "a tenure has ended");
  }
}

async function executeAndRecord(
  tenure: Tenure,
  onEvent: (event: StepEvent) => void,
  deps: RunnerDeps,
): Promise<RunEnd> {
  const { run, journal } = tenure;
  if (endsItsWorkers(run)) return await giveUp(tenure, deps, neverStarted());
  journal.event({ type: "run.started", worker: deps.workerId, token: run.token }, 0);
  const record = makeJournalRecorder(journal);
  const emit = (event: StepEvent) =>
    runOutsideSteps(() => {
      if (tenure.fault) return;
      try {
        record.emit(event);
      } catch (error) {
        deps.log.error({ err: error, ...idsOf(run) }, "what a step did could not be recorded; its run is stopped");
        tenure.fault = asPatchbayError(error);
        tenure.abandon();
        return;
      }
      onEvent(event);
    });
  const outcome = await executeRun(tenure, emit, deps);
  if (tenure.fault) return await giveUp(tenure, deps, tenure.fault);
  record.flush();
  if (outcome.status === "released") return await releaseRun(tenure, deps);
  if (outcome.status === "waiting") return await parkRun(tenure, outcome, deps);
  if (!(await journal.end(endingOf(outcome, journal)))) return { status: "lost" };
  if (run.parentId !== null || tenure.hasBodies) await deps.runLinks.ended(run, tenure.hasBodies);
  return outcome;
}

/** Ends a run as failed that cannot be loaded, or of which something cannot be recorded. */
async function giveUp(
  { run, journal }: Tenure,
  deps: RunnerDeps,
  { code, userMessage }: PatchbayError,
): Promise<RunEnd> {
  const error: RunError = { code, message: userMessage };
  journal.failure = await deps.endInEmergency(run, { isLost: () => journal.isLost, error });
  journal.lose();
  return { status: "lost" };
}

/** A run that has failed without its journal has a parent to wake and child runs to stop, as any other has. */
async function afterFailure({ run, journal }: Tenure, deps: RunnerDeps): Promise<RunEnd> {
  if (!journal.failure) return { status: "lost" };
  await deps.runLinks.ended(run, true);
  return { status: "failed", error: journal.failure };
}

/** Parks a run in which nothing can move. If what it waits for has happened meanwhile, it is due again at once. */
async function parkRun({ run, journal }: Tenure, outcome: RunEnd & { status: "waiting" }, deps: RunnerDeps) {
  if (!(await journal.park(outcome.ms))) return { status: "lost" as const };
  deps.parked(run, outcome.ms);
  return outcome;
}

/** Records how far the run has come and releases it, unless this worker has lost it. */
async function releaseRun({ run, journal, notLoaded }: Tenure, deps: RunnerDeps): Promise<RunEnd> {
  if (journal.isLost) return { status: "lost" };
  try {
    await journal.durable();
  } catch (error) {
    if (error instanceof LostRun) return { status: "lost" };
    throw error;
  }
  if (notLoaded === "unsupported") await deps.requeue(run);
  else if (notLoaded === "transient") await deps.releaseUnloaded(run);
  else await deps.release(run);
  return { status: "released" };
}

async function executeRun(
  tenure: Tenure,
  emit: ReturnType<typeof makeJournalRecorder>["emit"],
  deps: RunnerDeps,
): Promise<Outcome> {
  const { run, journal, signal } = tenure;
  try {
    const { plan, invoke } = await deps.prepare(run);
    tenure.hasBodies = plan.nodes.some((node) => node.body !== undefined);
    if (!(await deps.runLinks.isWanted(run))) tenure.cancel();
    const found = { plan, past: run.isNew ? emptyCheckpoint : await deps.loadCheckpoint(run, plan) };
    const { hasWaited, ...past } = found.past;
    const considering = { emit, assess: () => deps.assessLosses(run, found), onTried: tenure.onTried };
    const losses = await considerLosses(run, found.past, considering);
    return await execute({
      plan,
      trigger: run.triggerNode ?? undefined,
      input: run.parentId === null ? run.input : await deps.wholeInput(run),
      ...past,
      open: losses.open,
      isCautious: run.losses > 0,
      waitResolver: deps.waitResolver({ run, clock: journal.clock, signal, durable: () => journal.durable() }),
      splitting: deps.splitting,
      onWake: (wake) => {
        tenure.wake = wake;
      },
      invoke: (node, call) =>
        node.body ? invoke(node, call) : runInStep({ run, call, plan }, () => invoke(node, call)),
      emit: losses.emit,
      // Nothing with an effect starts when its start could not be recorded.
      durable: () => (tenure.fault ? Promise.reject(new LostRun()) : journal.durable()),
      isOurs: () => journal.isOurs,
      runId: run.id,
      keyOf: ({ path, iteration }) => sha256(`${run.id}\n${path}\n${iteration}`),
      clock: { now: () => journal.clock.now(), setTimer },
      pace: paceOf(journal, deps.turns),
      random: Math.random,
      signal,
      drain: deps.drain,
      limits: losses.limit({ ...deps.limits, runMs: Math.max(0, deps.limits.runMs - (hasWaited ? 0 : run.ageMs)) }),
    });
  } catch (thrown) {
    if (signal.aborted && signal.reason instanceof LostRun) return { status: "released" };
    // The run has not failed: as soon as the database is back, a worker claims it again.
    if (isTransientDbError(thrown)) tenure.notLoaded = "transient";
    else if (thrown instanceof UnsupportedNodeVersion && run.ageMs < deps.limits.requeueMs)
      tenure.notLoaded = "unsupported";
    if (tenure.notLoaded) return { status: "released" };
    const error = asPatchbayError(thrown);
    deps.log.warn({ err: error, ...idsOf(run) }, "a run could not start");
    return { status: "failed", error: { code: error.code, message: error.userMessage } satisfies RunError };
  }
}

function endingOf(outcome: Exclude<Outcome, { status: "released" | "waiting" }>, journal: RunJournal): Ending {
  return outcome.status === "succeeded" ? { ...outcome, output: journal.store(outcome.output) } : outcome;
}

/** A step waits for the journal first: a run that has to wait for it needs no turn. */
function paceOf(journal: RunJournal, turns: Turns): Pace {
  return { mayStart: (resume) => journal.hasRoom(resume) && turns.mayGo(resume) };
}

/** setTimeout counts in 32 bits; what is longer than 24 days is as good as never. */
function setTimer(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, Math.min(ms, 2 ** 31 - 1));
  return () => clearTimeout(timer);
}
