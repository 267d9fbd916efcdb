import type { PlanNode } from "../lib/plan.ts";
import type { Values } from "../lib/run.ts";
import type { WaitReason } from "../lib/wait-reasons.ts";
import type { ApprovalAsk, ChildEnd, ChildrenAsk, Decision } from "../lib/waits.ts";
import type { Alarm, Conductor } from "./conductor.ts";
import { StepCall, type StepHost } from "./step-call.ts";
import type { OpenStep, Place } from "./step-events.ts";
import { startWait } from "./waiting.ts";

export type WaitFor<T> = {
  reason: WaitReason;
  /** Milliseconds after which to look again, null to be told only. */
  ms: number | null;
  approval?: ApprovalAsk;
  /** What ends the wait; undefined while it goes on. `isDue` says that the time has come. */
  look(isDue: boolean): Promise<T | undefined> | T | undefined;
};

/** What an attempt asks of the plan it belongs to. */
export type AttemptOwner = {
  runBody(attempt: Attempt, inputs: Values, index: number | undefined): Promise<Values>;
};

/** A parent looks at its children this often by itself, should the last one's word get lost. */
const childrenLookMs = 30_000;

type Start = { node: PlanNode; at: Place; number: number; startedAt: number; values: Values };

/** One try of a step. */
export class Attempt implements StepHost {
  readonly node: PlanNode;
  readonly at: Place;
  readonly number: number;
  readonly startedAt: number;
  readonly call: StepCall;
  /** How an earlier life left it, until it waits again. */
  was: OpenStep | undefined;
  /** Bodies that run for it, and what it waits for. */
  bodies: Set<{ close(isTold: boolean): void }> | undefined;
  waits: Set<Alarm> | undefined;
  readonly #run: Conductor;
  readonly #owner: AttemptOwner;
  #state: "at once" | "under way" | "over" = "at once";
  #hangsOn = 0;
  #onLate: (limitMs: number) => void = () => {};
  #stopTimer: (() => void) | undefined;

  constructor(run: Conductor, owner: AttemptOwner, { node, at, number, startedAt, values }: Start) {
    this.#run = run;
    this.#owner = owner;
    this.node = node;
    this.at = at;
    this.number = number;
    this.startedAt = startedAt;
    this.call = new StepCall(values, this);
  }

  /** From here on it takes time: it counts among the steps at work and has a time limit. */
  begin(onLate: (limitMs: number) => void): void {
    this.#state = "under way";
    this.#onLate = onLate;
    if (this.#hangsOn === 0) this.#work();
  }

  /** Takes it out of what is under way, with all that it began. False when it was not there any more. */
  end(isTold: boolean): boolean {
    if (this.#state !== "under way") return false;
    this.#state = "over";
    if (this.#hangsOn === 0) this.#pause();
    for (const wait of this.waits ?? []) wait.stop();
    for (const body of this.bodies ?? []) body.close(isTold);
    return true;
  }

  get isOver(): boolean {
    return this.#state === "over";
  }

  /** While it hangs on a body or a wait it is not at work. */
  block(): void {
    this.#hangsOn += 1;
    if (this.#hangsOn === 1 && this.#state === "under way") this.#pause();
  }

  unblock(): void {
    this.#hangsOn -= 1;
    if (this.#hangsOn === 0 && this.#state === "under way") this.#work();
  }

  #work(): void {
    const { clock, limits } = this.#run.options;
    // A node with a body takes as long as what is inside it.
    if (this.node.body) {
      this.#run.thinking += 1;
      return;
    }
    this.#run.working += 1;
    const limit = this.node.timeoutMs ?? limits.attemptMs;
    this.#stopTimer = clock.setTimer(limit, () => this.#onLate(limit));
  }

  #pause(): void {
    if (this.node.body) this.#run.thinking -= 1;
    else this.#run.working -= 1;
    this.#stopTimer?.();
  }

  key(): string {
    return this.#run.options.keyOf(this.at);
  }

  token(text: string): void {
    if (this.#state !== "under way") return;
    const { clock, emit } = this.#run.options;
    emit({ type: "tokens", node: this.node, at: this.at, ms: clock.now() - this.startedAt, text });
  }

  runBody(inputs: Values, index: number | undefined): Promise<Values> {
    return this.#owner.runBody(this, inputs, index);
  }

  async sleep(ms: number): Promise<void> {
    await this.#wait({ reason: "time", ms, look: (isDue) => (isDue ? true : undefined) });
  }

  approval(ask: ApprovalAsk): Promise<Decision> {
    const look = (isDue: boolean) => this.#run.options.outside?.decision(this.at, ask, isDue);
    return this.#wait({ reason: "approval", ms: ask.expiresMs ?? null, approval: ask, look });
  }

  children(ask: ChildrenAsk): Promise<ReadonlyMap<number, ChildEnd>> {
    const look = () => this.#run.options.outside?.children({ at: this.at, node: this.node }, ask);
    return this.#wait({ reason: "children", ms: childrenLookMs, look });
  }

  #wait<T>(wait: WaitFor<T>): Promise<T> {
    this.block();
    return startWait(this.#run, this, wait).finally(() => this.unblock());
  }
}
