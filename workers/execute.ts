/**
 * The scheduler: a plan goes in, events and an outcome come out. It knows no database, broker or clock but those it is
 * given, so every order of things can be tried in a test. A node starts the moment its last edge is settled; what can
 * finish at once does so without a promise, so a chain of plain functions costs microseconds.
 */
import { asPatchbayError, PatchbayError } from "../lib/errors.ts";
import type { Plan, PlanNode } from "../lib/plan.ts";
import type { Values } from "../lib/run.ts";
import { bypass, canRun, gather } from "./gather.ts";
import { canRetry, retryDelay } from "./retry.ts";
import { StepCall } from "./step-call.ts";
import { inputOf, runError, standIn, tooLong } from "./step-ends.ts";
import type { Outcome, StepEvent } from "./step-events.ts";

export type Clock = { now(): number; setTimer(ms: number, ring: () => void): () => void };

export type ExecuteOptions = {
  plan: Plan;
  input: Values;
  /** Outputs of steps that have ended in an earlier life of this run, by node number. They do not run again. */
  completed: ReadonlyMap<number, Values>;
  invoke(node: PlanNode, call: StepCall): Values | Promise<Values>;
  /** Resolves when everything emitted so far is on disk; awaited before a step with an outside effect begins. */
  durable(): Promise<void>;
  emit(event: StepEvent): void;
  keyOf(node: PlanNode): string;
  clock: Clock;
  random(): number;
  /** Aborted with a `cancelled` PatchbayError the run ends cancelled; with any other reason it is released. */
  signal: AbortSignal;
  /** When aborted, no costly step and no effect begins any more, and the run is released once those that run are done. */
  drain?: AbortSignal;
  limits: { parallel: number; runMs: number; attemptMs: number };
};

export function execute(options: ExecuteOptions): Promise<Outcome> {
  return new Promise((resolve) => new Execution(options, resolve).begin());
}

type Attempt = {
  node: PlanNode;
  number: number;
  call: StepCall;
  startedAt: number;
  stopTimer: (() => void) | undefined;
};

class Execution {
  readonly #options: ExecuteOptions;
  readonly #resolve: (outcome: Outcome) => void;
  readonly #plan: Plan;
  readonly #outputs: (Values | undefined)[];
  readonly #live: Uint8Array;
  /** Edges of each node that are not settled yet. */
  readonly #open: Int32Array;
  readonly #ready: number[] = [];
  /** Costly and effect steps that a drain holds back. */
  #held = 0;
  readonly #running = new Set<Attempt>();
  readonly #sleeping = new Map<PlanNode, () => void>();
  readonly #output: Values = {};
  #isPumping = false;
  #isOver = false;
  #stopRunTimer: () => void = () => {};

  constructor(options: ExecuteOptions, resolve: (outcome: Outcome) => void) {
    const { nodes, edges } = options.plan;
    this.#options = options;
    this.#resolve = resolve;
    this.#plan = options.plan;
    this.#outputs = new Array(nodes.length);
    this.#live = new Uint8Array(edges.length);
    this.#open = Int32Array.from(nodes, (node) => node.edgesIn);
  }

  begin(): void {
    const { signal, drain, clock, limits } = this.#options;
    if (signal.aborted) {
      this.#onAbort();
      return;
    }
    signal.addEventListener("abort", this.#onAbort, { once: true });
    drain?.addEventListener("abort", this.#pump, { once: true });
    this.#stopRunTimer = clock.setTimer(limits.runMs, () => this.#failRun(tooLong("The run", limits.runMs)));
    for (const node of this.#plan.nodes) if (node.edgesIn === 0) this.#ready.push(node.index);
    this.#pump();
  }

  get #flow() {
    return { plan: this.#plan, outputs: this.#outputs, live: this.#live };
  }

  /** Starts whatever can start. Steps that end at once make others ready, so this loops instead of recursing. */
  readonly #pump = (): void => {
    if (this.#isPumping || this.#isOver) return;
    this.#isPumping = true;
    while (!this.#isOver && this.#running.size < this.#options.limits.parallel) {
      const node = this.#plan.nodes[this.#ready.shift() ?? -1];
      if (!node) break;
      this.#arrive(node);
    }
    this.#isPumping = false;
    if (this.#isOver || this.#running.size > 0 || this.#ready.length > 0) return;
    const isDraining = this.#options.drain?.aborted ?? false;
    if (this.#held > 0 || (isDraining && this.#sleeping.size > 0)) this.#end({ status: "released" });
    else if (this.#sleeping.size === 0) this.#end({ status: "succeeded", output: this.#output });
  };

  /** Every edge into the node is settled: decide what becomes of it. */
  #arrive(node: PlanNode): void {
    const done = this.#options.completed.get(node.index);
    if (done) {
      if (node.role === "run-output") this.#keepOutput(node);
      this.#settle(node, done);
    } else if (node.disabled || !canRun(node, this.#flow)) {
      this.#skip(node);
    } else if (node.effect !== "pure" && this.#options.drain?.aborted) {
      this.#held += 1;
    } else {
      this.#attempt(node, 1);
    }
  }

  #skip(node: PlanNode): void {
    this.#options.emit({ type: "skipped", node });
    try {
      this.#settle(node, node.disabled ? bypass(node, this.#flow) : undefined);
    } catch {
      // A value that does not fit is a branch not taken: a node that is switched off must not fail a run.
      this.#settle(node, undefined);
    }
  }

  #attempt(node: PlanNode, number: number): void {
    let values: Values = {};
    let misfit: unknown;
    try {
      values = node.role === "run-input" ? inputOf(node, this.#options.input) : gather(node, this.#flow);
    } catch (thrown) {
      misfit = thrown;
    }
    const { clock, keyOf, emit } = this.#options;
    const startedAt = clock.now();
    emit({ type: "started", node, attempt: number, values });
    const onToken = (text: string) => {
      if (this.#running.has(attempt)) emit({ type: "tokens", node, ms: clock.now() - startedAt, text });
    };
    const call = new StepCall(values, () => keyOf(node), onToken);
    const attempt: Attempt = { node, number, call, startedAt, stopTimer: undefined };
    if (misfit !== undefined) this.#failed(attempt, asPatchbayError(misfit, node.id));
    else if (node.effect === "effect") this.#track(attempt, this.#invokeDurably(attempt));
    else this.#invoke(attempt);
  }

  #invoke(attempt: Attempt): void {
    try {
      const result = this.#options.invoke(attempt.node, attempt.call);
      if (result instanceof Promise) this.#track(attempt, result);
      else this.#succeeded(attempt, result);
    } catch (thrown) {
      this.#failed(attempt, thrown);
    }
  }

  async #invokeDurably(attempt: Attempt): Promise<Values> {
    await this.#options.durable();
    attempt.call.signal.throwIfAborted();
    return await this.#options.invoke(attempt.node, attempt.call);
  }

  /** Follows an attempt that takes time. Whichever comes first counts: its result, its timeout, or the end of the run. */
  #track(attempt: Attempt, result: Promise<Values>): void {
    const { clock, limits } = this.#options;
    const limit = attempt.node.timeoutMs ?? limits.attemptMs;
    this.#running.add(attempt);
    const settle = (finish: () => void) => {
      if (!this.#running.delete(attempt)) return;
      attempt.stopTimer?.();
      finish();
      this.#pump();
    };
    attempt.stopTimer = clock.setTimer(limit, () => {
      const error = tooLong(attempt.node.title, limit);
      settle(() => this.#failed(attempt, error));
      attempt.call.abort(error);
    });
    result.then(
      (outputs) => settle(() => this.#succeeded(attempt, outputs)),
      (thrown) => settle(() => this.#failed(attempt, thrown)),
    );
  }

  #succeeded({ node, call, startedAt }: Attempt, outputs: Values): void {
    const durationMs = this.#options.clock.now() - startedAt;
    this.#options.emit({ type: "succeeded", node, outputs, durationMs, usage: call.usage });
    if (node.role === "run-output") Object.assign(this.#output, call.values);
    this.#settle(node, outputs);
  }

  #failed({ node, number, startedAt }: Attempt, thrown: unknown): void {
    if (this.#isOver) return;
    const { emit, clock, random } = this.#options;
    const error = runError(thrown, node);
    if (error.code === "in_doubt") {
      emit({ type: "in_doubt", node, error });
      this.#stop({ status: "failed", error });
      return;
    }
    if (number < node.attempts && canRetry(thrown)) {
      const delayMs = retryDelay(node, number, { random: random(), thrown });
      emit({ type: "retrying", node, attempt: number, delayMs, error });
      const stop = clock.setTimer(delayMs, () => {
        this.#sleeping.delete(node);
        this.#attempt(node, number + 1);
        this.#pump();
      });
      this.#sleeping.set(node, stop);
      return;
    }
    const outputs = standIn(node, error);
    emit({ type: "failed", node, error, durationMs: clock.now() - startedAt, outputs });
    if (outputs) this.#settle(node, outputs);
    else this.#stop({ status: "failed", error });
  }

  /** Passes a node's outputs on. An output that is absent, or a node that was skipped, leaves its edges dead. */
  #settle(node: PlanNode, outputs: Values | undefined): void {
    this.#outputs[node.index] = outputs;
    for (const number of node.edgesOut) {
      const edge = this.#plan.edges[number];
      if (!edge) continue;
      if (outputs && Object.hasOwn(outputs, edge.fromPort) && outputs[edge.fromPort] !== undefined)
        this.#live[number] = 1;
      const left = (this.#open[edge.to] ?? 0) - 1;
      this.#open[edge.to] = left;
      if (left === 0) this.#ready.push(edge.to);
    }
  }

  #keepOutput(node: PlanNode): void {
    try {
      Object.assign(this.#output, gather(node, this.#flow));
    } catch {
      // It failed to fit in its first life as well, and its node says to go on without it.
    }
  }

  #failRun(error: PatchbayError): void {
    this.#stop({ status: "failed", error: { code: error.code, message: error.userMessage } });
  }

  readonly #onAbort = (): void => {
    const { reason } = this.#options.signal;
    if (reason instanceof PatchbayError && reason.code === "cancelled") this.#stop({ status: "cancelled" });
    else this.#end({ status: "released" });
  };

  /** Ends the run here: what still runs or waits for its next try is told so, and written down as cancelled. */
  #stop(outcome: Outcome): void {
    if (this.#isOver) return;
    for (const { node } of this.#running) this.#options.emit({ type: "cancelled", node });
    for (const node of this.#sleeping.keys()) this.#options.emit({ type: "cancelled", node });
    this.#end(outcome);
  }

  #end(outcome: Outcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopRunTimer();
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    this.#options.drain?.removeEventListener("abort", this.#pump);
    const stopped = [...this.#running];
    this.#running.clear();
    for (const stop of this.#sleeping.values()) stop();
    for (const { stopTimer } of stopped) stopTimer?.();
    this.#resolve(outcome);
    for (const { call } of stopped) call.abort(new PatchbayError("cancelled", "The run has ended."));
  }
}
