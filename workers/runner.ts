import { asPatchbayError, PatchbayError } from "../lib/errors.ts";
import type { Plan } from "../lib/plan.ts";
import type { RunError, Values } from "../lib/run.ts";
import { sha256 } from "../server/ids.ts";
import type { Log } from "../server/log.ts";
import { isTransientDbError } from "../server/transient-db-error.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { idsOf, LostRun } from "./claimed-run.ts";
import { noPast, type Past } from "./completed.ts";
import { type Clock, execute, type Outside } from "./execute.ts";
import type { Journal } from "./journal.ts";
import type { Kin } from "./outside.ts";
import type { Preparation } from "./prepare.ts";
import { recordInto } from "./record.ts";
import type { Ending, RunJournal } from "./run-journal.ts";
import type { Outcome, StepEvent } from "./step-events.ts";
import { StrangeNode } from "./strange-node.ts";
import type { RunEnd, Telemetry } from "./telemetry.ts";

export type RunnerDeps = {
  workerId: string;
  journal: Journal;
  prepare(run: ClaimedRun): Promise<Preparation>;
  readPast(run: ClaimedRun, plan: Plan): Promise<Past>;
  outside(life: { run: ClaimedRun; signal: AbortSignal; durable(): Promise<void> }): Outside;
  /** A child run's input with its large values whole. */
  wholeInput(run: ClaimedRun): Promise<Values>;
  kin: Kin;
  /** A run was put away; it is due again in so many milliseconds. */
  parked(run: ClaimedRun, ms: number | null): void;
  /** Gives a run back for another worker to go on with. */
  release(run: ClaimedRun): Promise<void>;
  /** Leaves a run to workers that know its nodes. */
  handOn(run: ClaimedRun): Promise<void>;
  /** When aborted, no model call and no effect begins any more. */
  drain: AbortSignal;
  limits: { parallel: number; runMs: number; attemptMs: number; handOnMs: number };
  telemetry: Telemetry;
  log: Log;
};

/** A run in the hands of this worker. */
export type ActiveRun = {
  run: ClaimedRun;
  cancel(): void;
  /** There may be news for a step that waits. */
  wake(): void;
  /** Stops without a word: the run is another's, or is given back as it stands. */
  abandon(): void;
  /** The run is another's: nothing more is written. */
  lose(): void;
  /** The database knows that this worker has it, so that there is a lease to keep. */
  isOurs(): boolean;
  /** About as many bytes as its input and results take. */
  bytes(): number;
  ended: Promise<void>;
};

export function beginRun(run: ClaimedRun, deps: RunnerDeps): ActiveRun {
  const stop = new AbortController();
  const abandon = () => stop.abort(new LostRun());
  const journal = deps.journal.open(run, abandon);
  const cancel = () => stop.abort(new PatchbayError("cancelled", "The run was cancelled."));
  if (run.cancelRequested) cancel();
  const life: Life = { run, journal, cancel, signal: stop.signal, wake: () => {}, hasBodies: false, isStrange: false };
  const ended = live(life, deps).catch((error) => {
    deps.log.error({ err: error, ...idsOf(run) }, "a run could not be carried to its end; the sweep will find it");
  });
  return {
    run,
    cancel,
    wake: () => life.wake(),
    abandon,
    lose: () => journal.lose(),
    isOurs: () => journal.isOurs,
    bytes: () => journal.bytes,
    ended,
  };
}

type Life = {
  run: ClaimedRun;
  journal: RunJournal;
  cancel(): void;
  signal: AbortSignal;
  wake: () => void;
  hasBodies: boolean;
  /** It has nodes which this release does not know. */
  isStrange: boolean;
};

async function live(life: Life, deps: RunnerDeps): Promise<void> {
  const telemetry = deps.telemetry.begin(life.run);
  let end: RunEnd = { status: "lost" };
  try {
    end = await carryThrough(life, (event) => telemetry.step(event), deps);
  } finally {
    telemetry.end(end.status === "lost" ? { ...end, wasOurs: life.journal.isOurs } : end);
    deps.log.debug({ ...idsOf(life.run), status: end.status }, "a run has left this worker");
  }
}

async function carryThrough(life: Life, onEvent: (event: StepEvent) => void, deps: RunnerDeps): Promise<RunEnd> {
  const { run, journal } = life;
  journal.event({ type: "run.started", worker: deps.workerId, token: run.token });
  const record = recordInto(journal);
  const emit = (event: StepEvent) => {
    record.emit(event);
    onEvent(event);
  };
  const outcome = await carryOut(life, emit, deps);
  record.flush();
  if (outcome.status === "released") return await giveBack(life, deps);
  if (outcome.status === "waiting") return await putAway(life, outcome, deps);
  if (!(await journal.end(endingOf(outcome, journal)))) return { status: "lost" };
  if (run.parentId !== null || life.hasBodies) await deps.kin.ended(run, life.hasBodies);
  return outcome;
}

/** Lets go of a run in which nothing can move. ChangeNotifier that has come meanwhile makes it due again at once. */
async function putAway({ run, journal }: Life, outcome: RunEnd & { status: "waiting" }, deps: RunnerDeps) {
  if (!(await journal.park(outcome.ms))) return { status: "lost" as const };
  deps.parked(run, outcome.ms);
  return outcome;
}

/** Writes down how far the run has come and lets go of it, unless it is another's already. */
async function giveBack({ run, journal, isStrange }: Life, deps: RunnerDeps): Promise<RunEnd> {
  if (journal.isLost) return { status: "lost" };
  try {
    await journal.durable();
  } catch (error) {
    if (error instanceof LostRun) return { status: "lost" };
    throw error;
  }
  await (isStrange ? deps.handOn(run) : deps.release(run));
  return { status: "released" };
}

async function carryOut(life: Life, emit: ReturnType<typeof recordInto>["emit"], deps: RunnerDeps): Promise<Outcome> {
  const { run, journal, signal } = life;
  try {
    const { plan, invoke } = await deps.prepare(run);
    life.hasBodies = plan.nodes.some((node) => node.body !== undefined);
    if (!(await deps.kin.isWanted(run))) life.cancel();
    const { hasWaited, ...past } = run.isNew ? noPast : await deps.readPast(run, plan);
    return await execute({
      plan,
      input: run.parentId === null ? run.input : await deps.wholeInput(run),
      ...past,
      outside: deps.outside({ run, signal, durable: () => journal.durable() }),
      onWake: (wake) => {
        life.wake = wake;
      },
      invoke,
      emit,
      durable: () => journal.durable(),
      isOurs: () => journal.isOurs,
      keyOf: ({ path, iteration }) => sha256(`${run.id}\n${path}\n${iteration}`),
      clock,
      random: Math.random,
      signal,
      drain: deps.drain,
      limits: { ...deps.limits, runMs: Math.max(0, deps.limits.runMs - (hasWaited ? 0 : run.ageMs)) },
    });
  } catch (thrown) {
    if (signal.aborted && signal.reason instanceof LostRun) return { status: "released" };
    // The run has not failed: as soon as the database is back somebody begins it again.
    if (isTransientDbError(thrown)) return { status: "released" };
    if (thrown instanceof StrangeNode && run.ageMs < deps.limits.handOnMs) {
      life.isStrange = true;
      return { status: "released" };
    }
    const error = asPatchbayError(thrown);
    deps.log.warn({ err: error, ...idsOf(run) }, "a run could not begin");
    return { status: "failed", error: { code: error.code, message: error.userMessage } satisfies RunError };
  }
}

function endingOf(outcome: Exclude<Outcome, { status: "released" | "waiting" }>, journal: RunJournal): Ending {
  return outcome.status === "succeeded" ? { ...outcome, output: journal.store(outcome.output) } : outcome;
}

const clock: Clock = {
  now: () => performance.now(),
  setTimer(ms, fire) {
    // setTimeout counts in 32 bits; what is longer than 24 days is as good as never.
    const timer = setTimeout(fire, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};
