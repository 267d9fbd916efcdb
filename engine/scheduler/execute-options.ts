import type { Plan, PlanNode } from "../../lib/graph/plan.ts";
import type { Values } from "../../lib/run.ts";
import type { ApprovalAsk, ChildEnd, ChildrenAsk, Decision, SplitList } from "../../lib/runs/waits.ts";
import type { StepCall } from "./step-call.ts";
import type { OpenStep, StepAddress, StepEvent } from "./step-events.ts";

export type Clock = { now(): number; setTimer(ms: number, fire: () => void): () => void };

/**
 * Whether another step of the run may start now. If not, `resume` is called when the run may ask again, so that one run
 * neither keeps the worker to itself nor gets far ahead of what is written about it.
 */
export type Pace = { mayStart(resume: () => void): boolean };

/** Decides between running a step's body over a list here and in child runs. */
export type Splitting = {
  isFaster(node: PlanNode, list: SplitList): Promise<boolean>;
  /** Its body has run here over so many items in `ms`. */
  measured(node: PlanNode, items: number, ms: number): void;
};

/** Polls for what ends an external wait. Undefined while the wait continues; the step fails with what it throws. */
export type WaitResolver = {
  /** With `isDue` its time is over, and the answer is a decision in any case. */
  decision(at: StepAddress, ask: ApprovalAsk, isDue: boolean): Promise<Decision | undefined>;
  /** Starts the child runs that do not exist yet; answers when all have ended, or one has failed and the rest need not run. */
  children(
    step: { at: StepAddress; node: PlanNode },
    ask: ChildrenAsk,
  ): Promise<ReadonlyMap<number, ChildEnd> | undefined>;
};

export type ExecuteOptions = {
  plan: Plan;
  input: Values;
  /** The trigger node that started the run; without one it begins at its Input nodes. */
  trigger?: string | undefined;
  /** Outputs of steps that have ended in an earlier tenure of this run, by step key, in the order in which they ended. They do not run again. */
  completed: ReadonlyMap<string, Values>;
  /** Keys of steps that were skipped, so that it is not recorded twice. */
  skipped?: ReadonlySet<string>;
  /** Steps that an earlier tenure started and did not end, by step key. */
  open?: ReadonlyMap<string, OpenStep>;
  waitResolver?: WaitResolver;
  /** Without one, no list is split. */
  splitting?: Splitting;
  /** Passes the function to call when an external wait may be over. */
  onWake?(wake: () => void): void;
  invoke(node: PlanNode, call: StepCall): Values | Promise<Values>;
  /** Resolves when everything emitted so far is on disk; awaited before a step with an external effect starts. */
  durable(): Promise<void>;
  /** Workers have ended under it: every step waits until its start is on disk. */
  isCautious?: boolean;
  /** False until the first batch of an inline claim is written (queue/inline-claim.ts); costly steps wait for the disk then. */
  isOurs?(): boolean;
  emit(event: StepEvent): void;
  keyOf(at: StepAddress): string;
  runId?: string;
  clock: Clock;
  /** Without one, whatever is ready starts. */
  pace?: Pace;
  random(): number;
  /** Aborted with a `cancelled` PatchbayError the run ends cancelled; with any other reason it is released. */
  signal: AbortSignal;
  /** When aborted, no costly step and no effect starts any more, and the run is released once those under way are done. */
  drain?: AbortSignal;
  /**
   * `parallel` counts the steps that work, bodies included, and may change meanwhile; `attemptMs` is for nodes that set no
   * limit of their own.
   */
  limits: { parallel: number; runMs: number; attemptMs: number };
};
