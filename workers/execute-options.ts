import type { Plan, PlanNode } from "../lib/plan.ts";
import type { Values } from "../lib/run.ts";
import type { ApprovalAsk, ChildEnd, ChildrenAsk, Decision } from "../lib/waits.ts";
import type { StepCall } from "./step-call.ts";
import type { OpenStep, Place, StepEvent } from "./step-events.ts";

export type Clock = { now(): number; setTimer(ms: number, fire: () => void): () => void };

/** Looks for what ends a wait from outside. Undefined while it goes on; what it throws is what the step fails with. */
export type Outside = {
  /** With `isDue` its time is over, and the answer is a decision in any case. */
  decision(at: Place, ask: ApprovalAsk, isDue: boolean): Promise<Decision | undefined>;
  /** Begins the child runs that are not there yet; answers when all have ended, or one has and the rest need not. */
  children(step: { at: Place; node: PlanNode }, ask: ChildrenAsk): Promise<ReadonlyMap<number, ChildEnd> | undefined>;
};

export type ExecuteOptions = {
  plan: Plan;
  input: Values;
  /** Outputs of steps that have ended in an earlier life of this run, by step key. They do not run again. */
  completed: ReadonlyMap<string, Values>;
  /** Keys of steps that were skipped, so that it is not told twice. */
  skipped?: ReadonlySet<string>;
  /** Steps that an earlier life began and did not end, by step key. */
  open?: ReadonlyMap<string, OpenStep>;
  outside?: Outside;
  /** Hands over what is to be called when the outside may have an answer for a step that waits. */
  onWake?(wake: () => void): void;
  invoke(node: PlanNode, call: StepCall): Values | Promise<Values>;
  /** Resolves when everything emitted so far is on disk; awaited before a step with an outside effect begins. */
  durable(): Promise<void>;
  /** False while it is not known that the run is ours; what costs something waits for the disk then. */
  isOurs?(): boolean;
  emit(event: StepEvent): void;
  keyOf(at: Place): string;
  clock: Clock;
  random(): number;
  /** Aborted with a `cancelled` PatchbayError the run ends cancelled; with any other reason it is released. */
  signal: AbortSignal;
  /** When aborted, no costly step and no effect begins any more, and the run is released once those that run are done. */
  drain?: AbortSignal;
  /** `parallel` counts the steps that work, bodies included; `attemptMs` is for nodes that set no limit of their own. */
  limits: { parallel: number; runMs: number; attemptMs: number };
};
