import { asPatchbayError, PatchbayError } from "../lib/errors.ts";
import type { Plan, PlanNode } from "../lib/plan.ts";
import type { RunError, Values } from "../lib/run.ts";
import { Attempt, type AttemptOwner } from "./attempt.ts";
import type { Alarm, Conductor, Movable } from "./conductor.ts";
import { PlanFlow } from "./flow.ts";
import { bypass, canRun, gather } from "./gather.ts";
import { canRetry, crashAllowance, retryDelay } from "./retry.ts";
import { BodyFailed, deadly, doubtful, inputOf, runError, standIn, tooLong, waitsForDisk } from "./step-ends.ts";
import { type OpenStep, type Place, stepKey } from "./step-events.ts";

/** A plan with its place in the run: `prefix` is the way to it (`map1/`), `iteration` the indices around it. */
export type Frame = { plan: Plan; prefix: string; iteration: string; input: Values };
export type FrameEnd = { status: "succeeded"; output: Values } | { status: "failed"; error: RunError };

/** A pause before the next attempt. */
type Pause = { at: Place; alarm: Alarm };

export class Execution implements Movable, AttemptOwner {
  isQueued = false;
  readonly #run: Conductor;
  readonly #frame: Frame;
  readonly #onEnd: (end: FrameEnd) => void;
  readonly #hasPast: boolean;
  readonly #flow: PlanFlow;
  readonly #attempts = new Set<Attempt>();
  readonly #pauses = new Map<PlanNode, Pause>();
  readonly #deadlines = new Map<PlanNode, Alarm>();
  readonly #output: Values = {};
  #held = 0;
  #isOver = false;

  constructor(run: Conductor, frame: Frame, onEnd: (end: FrameEnd) => void) {
    const { completed, open, skipped } = run.options;
    this.#run = run;
    this.#frame = frame;
    this.#onEnd = onEnd;
    this.#hasPast = completed.size + (open?.size ?? 0) + (skipped?.size ?? 0) > 0;
    this.#flow = new PlanFlow(frame.plan);
  }

  begin(): void {
    this.#flow.begin();
    this.#run.touch(this);
  }

  step(): boolean {
    const node = this.#isOver ? undefined : this.#flow.next();
    if (!node) return false;
    this.#arrive(node);
    return true;
  }

  rest(): void {
    if (this.#isOver || this.#flow.hasReady) return;
    if (this.#attempts.size + this.#pauses.size + this.#held > 0) return;
    this.#isOver = true;
    this.#onEnd({ status: "succeeded", output: this.#output });
  }

  close(isTold: boolean): void {
    this.#isOver = true;
    this.#flow.stop();
    for (const [node, { at, alarm }] of this.#pauses) {
      alarm.stop();
      if (isTold) this.#run.options.emit({ type: "cancelled", node, at });
    }
    for (const alarm of this.#deadlines.values()) alarm.stop();
    const stopped = [...this.#attempts];
    for (const attempt of stopped) {
      this.#drop(attempt, isTold);
      if (isTold) this.#run.options.emit({ type: "cancelled", node: attempt.node, at: attempt.at });
    }
    this.#pauses.clear();
    this.#run.held -= this.#held;
    this.#held = 0;
    for (const { call } of stopped) call.abort(new PatchbayError("cancelled", "The run has ended."));
  }

  /** Every edge into the node is settled: decide what becomes of it. */
  #arrive(node: PlanNode): void {
    const { prefix, iteration } = this.#frame;
    const at: Place = { path: prefix + node.id, iteration };
    const key = this.#hasPast ? stepKey(at) : "";
    const done = this.#hasPast ? this.#run.options.completed.get(key) : undefined;
    if (done) {
      if (node.role === "run-output") this.#keepOutput(node);
      this.#settle(node, done);
    } else if (node.disabled || !canRun(node, this.#flow)) {
      this.#skip(node, at, this.#hasPast && (this.#run.options.skipped?.has(key) ?? false));
    } else if (node.effect !== "pure" && this.#run.isDraining) {
      this.#held += 1;
      this.#run.held += 1;
    } else {
      const was = this.#hasPast ? this.#run.options.open?.get(key) : undefined;
      this.#watchDeadline(node, at, was);
      if (was) this.#takeUp(node, at, was);
      else this.#attempt(node, at, 1);
    }
  }

  /** Goes on with a step which an earlier life of the run began and did not end. */
  #takeUp(node: PlanNode, at: Place, was: OpenStep): void {
    this.#run.seen.add(stepKey(at));
    if (was.status === "retrying") {
      this.#pause(node, at, { ms: was.waitMs ?? 0, next: was.attempt + 1 });
    } else if (was.status === "waiting" || node.body) {
      this.#attempt(node, at, was.attempt, was);
    } else {
      const { emit } = this.#run.options;
      const isLost = node.effect === "effect" && !node.keyed;
      const isDeadly = was.attempt >= node.attempts + crashAllowance;
      const thrown = isLost ? doubtful(node.title) : isDeadly ? deadly(node.title, was.attempt) : undefined;
      if (!thrown) {
        this.#attempt(node, at, was.attempt + 1);
        return;
      }
      const startedAt = this.#run.options.clock.now() - was.startedAgoMs;
      emit({ type: "resumed", node, at, attempt: was.attempt, values: this.#valuesOf(node).values, startedAt });
      this.#giveUp({ node, at, startedAt }, runError(thrown, at));
    }
  }

  #skip(node: PlanNode, at: Place, isKnown: boolean): void {
    if (!isKnown) this.#run.options.emit({ type: "skipped", node, at });
    try {
      this.#settle(node, node.disabled ? bypass(node, this.#flow) : undefined);
    } catch {
      // A value that does not fit is a branch not taken: a node that is switched off must not fail a run.
      this.#settle(node, undefined);
    }
  }

  #valuesOf(node: PlanNode): { values: Values; misfit?: unknown } {
    try {
      return {
        values: node.role === "run-input" ? inputOf(node, this.#frame.input) : gather(node, this.#flow),
      };
    } catch (misfit) {
      return { values: {}, misfit };
    }
  }

  #attempt(node: PlanNode, at: Place, number: number, was?: OpenStep): void {
    const { values, misfit } = this.#valuesOf(node);
    const { clock, emit } = this.#run.options;
    const startedAt = clock.now() - (was?.startedAgoMs ?? 0);
    if (was) emit({ type: "resumed", node, at, attempt: number, values, startedAt });
    else emit({ type: "started", node, at, attempt: number, values });
    const attempt = new Attempt(this.#run, this, { node, at, number, startedAt, values });
    if (was?.status === "waiting") attempt.was = was;
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

  /** Follows an attempt that takes time. Whichever comes first counts: its result, its timeout, or the end of the run. */
  #track(attempt: Attempt, result: Promise<Values>): void {
    this.#attempts.add(attempt);
    attempt.begin((limitMs) => {
      const error = tooLong(attempt.node.title, limitMs);
      if (!this.#drop(attempt, true)) return;
      this.#failed(attempt, error);
      this.#run.touch(this);
      attempt.call.abort(error);
    });
    const settle = (finish: () => void) => {
      if (!this.#drop(attempt, true)) return;
      finish();
      this.#run.touch(this);
    };
    result.then(
      (outputs) => settle(() => this.#succeeded(attempt, outputs)),
      (thrown) => settle(() => this.#failed(attempt, thrown)),
    );
  }

  #drop(attempt: Attempt, isTold: boolean): boolean {
    return attempt.end(isTold) && this.#attempts.delete(attempt);
  }

  #succeeded({ node, at, call, startedAt }: Attempt, outputs: Values): void {
    const durationMs = this.#run.options.clock.now() - startedAt;
    this.#run.options.emit({ type: "succeeded", node, at, outputs, durationMs, usage: call.usage });
    if (node.role === "run-output") Object.assign(this.#output, call.values);
    this.#settle(node, outputs);
  }

  #failed(attempt: Attempt, thrown: unknown): void {
    if (this.#isOver) return;
    const { node, at, number } = attempt;
    const { emit, random } = this.#run.options;
    const error = runError(thrown, at);
    if (number < node.attempts && canRetry(thrown)) {
      const delayMs = retryDelay(node, number, { random: random(), thrown });
      emit({ type: "retrying", node, at, attempt: number, delayMs, error });
      this.#pause(node, at, { ms: delayMs, next: number + 1 });
    } else {
      this.#giveUp(attempt, error);
    }
  }

  #pause(node: PlanNode, at: Place, { ms, next }: { ms: number; next: number }): void {
    const alarm = this.#run.alarm(this.#run.pauses, ms, () => {
      this.#pauses.delete(node);
      this.#attempt(node, at, next);
      this.#run.touch(this);
    });
    this.#pauses.set(node, { at, alarm });
  }

  /** The step has failed for good. */
  #giveUp({ node, at, startedAt }: Pick<Attempt, "node" | "at" | "startedAt">, error: RunError): void {
    const { emit, clock } = this.#run.options;
    if (error.code === "in_doubt") {
      emit({ type: "in_doubt", node, at, error });
      this.#fail(error);
      return;
    }
    const outputs = standIn(node, error);
    emit({ type: "failed", node, at, error, durationMs: clock.now() - startedAt, outputs });
    if (outputs) this.#settle(node, outputs);
    else this.#fail(error);
  }

  /** Ends this plan here: what is still under way in it is told so. */
  #fail(error: RunError): void {
    if (this.#isOver) return;
    this.close(true);
    this.#onEnd({ status: "failed", error });
  }

  #watchDeadline(node: PlanNode, at: Place, was: OpenStep | undefined): void {
    const limit = node.deadlineMs;
    if (limit === undefined) return;
    const past = was?.startedAgoMs ?? 0;
    const startedAt = this.#run.options.clock.now() - past;
    const fire = () => {
      const error = tooLong(node.title, limit);
      const attempt = [...this.#attempts].find((each) => each.node === node);
      this.#pauses.get(node)?.alarm.stop();
      this.#pauses.delete(node);
      if (attempt) this.#drop(attempt, true);
      this.#giveUp({ node, at, startedAt }, runError(error, at));
      this.#run.touch(this);
      attempt?.call.abort(error);
    };
    this.#deadlines.set(node, this.#run.alarm(this.#run.deadlines, Math.max(0, limit - past), fire));
  }

  #settle(node: PlanNode, outputs: Values | undefined): void {
    if (node.deadlineMs !== undefined) this.#deadlines.get(node)?.stop();
    this.#flow.settle(node, outputs);
  }

  #keepOutput(node: PlanNode): void {
    try {
      Object.assign(this.#output, gather(node, this.#flow));
    } catch {
      // It failed to fit in its first life as well, and its node says to go on without it.
    }
  }

  runBody(attempt: Attempt, input: Values, index: number | undefined): Promise<Values> {
    const { node, at } = attempt;
    const { body } = node;
    if (!body) throw new Error(`${node.type} has no body to run`);
    if (attempt.isOver) throw new PatchbayError("cancelled", "The step was stopped.");
    const outer = at.iteration === "" || index === undefined ? at.iteration : `${at.iteration}/`;
    const frame = { plan: body, prefix: `${at.path}/`, iteration: `${outer}${index ?? ""}`, input };
    return new Promise((resolve, reject) => {
      attempt.block();
      const execution = new Execution(this.#run, frame, (end) => {
        attempt.bodies?.delete(execution);
        attempt.unblock();
        if (end.status === "succeeded") resolve(end.output);
        else reject(new BodyFailed(end.error));
      });
      attempt.bodies ??= new Set();
      attempt.bodies.add(execution);
      execution.begin();
    });
  }
}
