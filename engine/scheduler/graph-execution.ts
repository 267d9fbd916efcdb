import { asPatchbayError, PatchbayError } from "../../lib/errors.ts";
import { aloneOf, type PlanNode } from "../../lib/graph/plan.ts";
import type { RunError, Values } from "../../lib/run.ts";
import { Attempt, type AttemptOwner, type BodyPart } from "./attempt.ts";
import { bypass, canRun, stepInputs } from "./collect-inputs.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { canRetry, retryDelay } from "./retry.ts";
import type { RunScheduler, Schedulable, Timer } from "./run-scheduler.ts";
import { type Frame, type OpenStep, type StepAddress, stepKey } from "./step-events.ts";
import {
  BodyFailed,
  endedNow,
  fallbackOutputs,
  resumeError,
  runError,
  timeoutError,
  waitsForDisk,
} from "./step-outcome.ts";

type FrameEnd = { status: "succeeded"; output: Values } | { status: "failed"; error: RunError };

type PauseBeforeAttempt = { at: StepAddress; timer: Timer };

/** What is known of a step that was tried before: when it first began, and how an earlier tenure left it waiting. */
type Before = { startedAt: number; was?: OpenStep };

export class GraphExecution implements Schedulable, AttemptOwner {
  isQueued = false;
  readonly #run: RunScheduler;
  readonly #frame: Frame;
  readonly #onEnd: (end: FrameEnd) => void;
  readonly #hasPast: boolean;
  readonly #ready: ReadyQueue;
  readonly #attempts = new Set<Attempt>();
  readonly #pauses = new Map<PlanNode, PauseBeforeAttempt>();
  readonly #deadlines = new Map<PlanNode, Timer>();
  readonly #output: Values = {};
  #held = 0;
  #isOver = false;

  constructor(run: RunScheduler, frame: Frame, onEnd: (end: FrameEnd) => void) {
    const { completed, open, skipped } = run.options;
    this.#run = run;
    this.#frame = frame;
    this.#onEnd = onEnd;
    this.#hasPast = completed.size + (open?.size ?? 0) + (skipped?.size ?? 0) > 0;
    this.#ready = new ReadyQueue(frame.plan, completed.size, frame.trigger);
  }

  start(): void {
    this.#ready.start();
    this.#run.schedule(this);
  }

  step(): boolean {
    const node = this.#isOver ? undefined : this.#ready.next();
    if (!node) return false;
    this.#onReady(node);
    return true;
  }

  onIdle(): void {
    if (this.#isOver || this.#ready.hasReady) return;
    if (this.#attempts.size + this.#pauses.size + this.#held > 0) return;
    this.#isOver = true;
    this.#onEnd({ status: "succeeded", output: this.#output });
  }

  close(isRecorded: boolean): void {
    this.#isOver = true;
    this.#ready.stop();
    for (const [node, { at, timer }] of this.#pauses) {
      timer.stop();
      if (isRecorded) this.#run.options.emit({ type: "cancelled", node, at });
    }
    for (const timer of this.#deadlines.values()) timer.stop();
    const stopped = [...this.#attempts];
    for (const attempt of stopped) {
      this.#drop(attempt, isRecorded);
      if (isRecorded) this.#run.options.emit({ type: "cancelled", node: attempt.node, at: attempt.at });
    }
    this.#pauses.clear();
    this.#run.held -= this.#held;
    this.#held = 0;
    for (const { call } of stopped) call.abort(new PatchbayError("cancelled", "The run has ended."));
  }

  /** Every edge into the node is settled: start it, skip it, or take its result over. */
  #onReady(node: PlanNode): void {
    const { prefix, iteration } = this.#frame;
    const at: StepAddress = { path: prefix + node.id, iteration };
    const key = this.#hasPast ? stepKey(at) : "";
    const done = this.#hasPast ? this.#run.options.completed.get(key) : undefined;
    if (done) {
      // What does not fit did not in the first tenure either, and its node says to continue without it.
      if (node.role === "run-output") Object.assign(this.#output, stepInputs(node, {}, this.#ready).values);
      this.#settle(node, done, this.#run.arrivalOf(key));
    } else if (node.disabled || !canRun(node, this.#ready)) {
      this.#skip(node, at, this.#hasPast && (this.#run.options.skipped?.has(key) ?? false));
    } else if (node.effect !== "pure" && this.#run.isDraining) {
      this.#held += 1;
      this.#run.held += 1;
    } else {
      const was = this.#hasPast ? this.#run.options.open?.get(key) : undefined;
      this.#watchDeadline(node, at, was);
      if (was) this.#resume(node, at, was);
      else this.#attempt(node, at, 1);
    }
  }

  /** Continues a step that an earlier tenure of the run started and did not end. */
  #resume(node: PlanNode, at: StepAddress, was: OpenStep): void {
    const { startedAt } = was;
    this.#run.seen.add(stepKey(at));
    const thrown = resumeError(node, was);
    if (thrown) {
      const { values } = this.#valuesOf(node);
      this.#run.options.emit({ type: "resumed", node, at, attempt: was.attempt, values, startedAt });
      this.#failForGood({ node, at, startedAt }, runError(thrown, at));
    } else if (was.status === "retrying") {
      this.#pause(node, at, { ms: was.waitMs ?? 0, next: was.attempt + (was.isOutage ? 0 : 1), startedAt });
    } else if (was.status === "waiting" || node.body) {
      this.#attempt(node, at, was.attempt, { startedAt, was });
    } else {
      this.#attempt(node, at, was.attempt + 1, { startedAt });
    }
  }

  #skip(node: PlanNode, at: StepAddress, isKnown: boolean): void {
    if (!isKnown) this.#run.options.emit({ type: "skipped", node, at });
    try {
      this.#settle(node, node.disabled ? bypass(node, this.#ready) : undefined, this.#ready.lastArrival(node));
    } catch {
      // A value that does not fit is a branch not taken: a node that is switched off must not fail a run.
      this.#settle(node, undefined);
    }
  }

  #valuesOf(node: PlanNode): ReturnType<typeof stepInputs> {
    const { input, isAlone } = this.#frame;
    return isAlone ? { values: input } : stepInputs(node, input, this.#ready);
  }

  #attempt(node: PlanNode, at: StepAddress, number: number, before?: Before): void {
    const { values, misfit } = this.#valuesOf(node);
    const { clock, emit } = this.#run.options;
    const time = clock.now();
    const { was, startedAt } = before ?? { startedAt: time };
    if (was) emit({ type: "resumed", node, at, attempt: number, values, startedAt });
    else emit({ type: "started", node, at, attempt: number, values, time, startedAt });
    const arrivals = this.#ready.arrivals(node);
    const attempt = new Attempt(this.#run, this, { node, at, number, time, startedAt, values, arrivals, was });
    if (misfit !== undefined) this.#failed(attempt, asPatchbayError(misfit, at.path));
    else if (waitsForDisk(node, this.#run.options)) this.#track(attempt, this.#invokeDurably(attempt));
    else this.#invoke(attempt);
  }

  #invoke(attempt: Attempt): void {
    try {
      const result = attempt.node.pinned ?? this.#run.options.invoke(attempt.node, attempt.call);
      if (result instanceof Promise) this.#track(attempt, result);
      else this.#succeeded(attempt, result);
    } catch (thrown) {
      this.#failed(attempt, thrown);
    }
  }

  async #invokeDurably(attempt: Attempt): Promise<Values> {
    await this.#run.options.durable();
    attempt.call.signal.throwIfAborted();
    return await this.#run.options.invoke(attempt.node, attempt.call);
  }

  /** Follows an attempt that takes time. The first of these counts: its result, its timeout, or the end of the run. */
  #track(attempt: Attempt, result: Promise<Values>): void {
    this.#attempts.add(attempt);
    attempt.start((error) => {
      if (!this.#drop(attempt, true)) return;
      this.#failed(attempt, error);
      this.#run.schedule(this);
      attempt.call.abort(error);
    });
    const settle = (finish: () => void) => {
      if (!this.#drop(attempt, true)) return;
      finish();
      this.#run.schedule(this);
    };
    result.then(
      (outputs) => settle(() => this.#succeeded(attempt, outputs)),
      (thrown) => settle(() => this.#failed(attempt, thrown)),
    );
  }

  #drop(attempt: Attempt, isRecorded: boolean): boolean {
    return attempt.end(isRecorded) && this.#attempts.delete(attempt);
  }

  #succeeded({ node, at, call, startedAt, itemsHere }: Attempt, outputs: Values): void {
    const { clock, emit, splitting } = this.#run.options;
    const end = endedNow(clock, startedAt);
    if (itemsHere !== undefined) splitting?.measured(node, itemsHere, end.durationMs);
    emit({ type: "succeeded", node, at, outputs, ...end, usage: call.usage });
    if (node.role === "run-output") Object.assign(this.#output, call.values);
    this.#settle(node, outputs);
  }

  #failed(attempt: Attempt, thrown: unknown): void {
    if (this.#isOver) return;
    const { node, at, number } = attempt;
    const { emit, random } = this.#run.options;
    const error = runError(thrown, at);
    if (error.isOutage || (number < node.attempts && canRetry(thrown))) {
      const delayMs = retryDelay(node, number, { random: random(), thrown });
      emit({ type: "retrying", node, at, attempt: number, delayMs, error, usage: attempt.call.usage });
      this.#pause(node, at, { ms: delayMs, next: error.isOutage ? number : number + 1, startedAt: attempt.startedAt });
    } else {
      this.#failForGood(attempt, error);
    }
  }

  #pause(node: PlanNode, at: StepAddress, { ms, next, startedAt }: Before & { ms: number; next: number }): void {
    const timer = this.#run.timer(this.#run.pauses, ms, () => {
      this.#pauses.delete(node);
      this.#attempt(node, at, next, { startedAt });
      this.#run.schedule(this);
    });
    this.#pauses.set(node, { at, timer });
  }

  /** The step has failed for good. */
  #failForGood({ node, at, startedAt, call }: EndedAttempt, error: RunError): void {
    const { emit, clock } = this.#run.options;
    if (error.code === "in_doubt") {
      emit({ type: "in_doubt", node, at, error });
      this.#fail(error);
      return;
    }
    const outputs = fallbackOutputs(node, error);
    emit({ type: "failed", node, at, error, ...endedNow(clock, startedAt), outputs, usage: call?.usage });
    if (outputs) this.#settle(node, outputs);
    else this.#fail(error);
  }

  /** Ends this plan here and cancels what is still under way in it. */
  #fail(error: RunError): void {
    if (this.#isOver) return;
    this.close(true);
    this.#onEnd({ status: "failed", error });
  }

  #watchDeadline(node: PlanNode, at: StepAddress, was: OpenStep | undefined): void {
    const limit = node.deadlineMs;
    if (limit === undefined) return;
    const now = this.#run.options.clock.now();
    const startedAt = was?.startedAt ?? now;
    const onDeadline = () => {
      const error = timeoutError(node.title, limit);
      const attempt = [...this.#attempts].find((each) => each.node === node);
      this.#pauses.get(node)?.timer.stop();
      this.#pauses.delete(node);
      if (attempt) this.#drop(attempt, true);
      this.#failForGood({ node, at, startedAt: attempt?.startedAt ?? startedAt }, runError(error, at));
      this.#run.schedule(this);
      attempt?.call.abort(error);
    };
    this.#deadlines.set(node, this.#run.timer(this.#run.deadlines, Math.max(0, startedAt + limit - now), onDeadline));
  }

  #settle(node: PlanNode, outputs: Values | undefined, arrival?: number): void {
    if (node.deadlineMs !== undefined) this.#deadlines.get(node)?.stop();
    if (this.#frame.isAlone) Object.assign(this.#output, outputs);
    this.#ready.settle(node, outputs, arrival);
  }

  runBody(attempt: Attempt, input: Values, { index, only, mustSucceed = false, acts }: BodyPart): Promise<Values> {
    const { node, at } = attempt;
    const inside = node.body?.byId.get(only ?? "");
    if (!node.body || (only !== undefined && !inside)) throw new Error(`${node.type} has no such body to run`);
    if (attempt.isOver) throw new PatchbayError("cancelled", "The step was stopped.");
    const outer = at.iteration === "" || index === undefined ? at.iteration : `${at.iteration}/`;
    const plan = inside ? aloneOf(inside, { mustSucceed, acts }) : node.body;
    const address = { prefix: `${at.path}/`, iteration: `${outer}${index ?? ""}` };
    const frame = { ...address, plan, input, isAlone: inside !== undefined };
    return new Promise((resolve, reject) => {
      attempt.block();
      const execution = new GraphExecution(this.#run, frame, (end) => {
        attempt.bodies?.delete(execution);
        attempt.unblock();
        if (end.status === "succeeded") resolve(end.output);
        else reject(new BodyFailed(end.error));
      });
      attempt.bodies ??= new Set();
      attempt.bodies.add(execution);
      execution.start();
    });
  }
}

/** What is known of a step when it fails for good; without a call, no attempt of this tenure took part. */
type EndedAttempt = Pick<Attempt, "node" | "at" | "startedAt"> & Partial<Pick<Attempt, "call">>;
