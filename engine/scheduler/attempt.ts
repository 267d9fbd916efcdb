import { effectWithin, type PlanNode } from "../../lib/graph/plan.ts";
import type { Values } from "../../lib/run.ts";
import type { ApprovalAsk, ChildEnd, ChildrenAsk, Decision, SplitList } from "../../lib/runs/waits.ts";
import type { Arrivals, Tool, ToolRun } from "../../nodes/define.ts";
import type { RunScheduler, Timer } from "./run-scheduler.ts";
import { StepCall, type StepHost, type TokenPlace } from "./step-call.ts";
import type { OpenStep, StepAddress } from "./step-events.ts";
import { timeoutError } from "./step-outcome.ts";
import { startWait, type WaitFor } from "./waiting.ts";

/** A body as the item or round `index`; of it the node `only`, or all. */
export type BodyPart = Omit<ToolRun, "index"> & { index: number | undefined; only?: string };

/** What an attempt asks of the plan it belongs to. */
export type AttemptOwner = {
  runBody(attempt: Attempt, inputs: Values, part: BodyPart): Promise<Values>;
};

/** A parent polls its children this often, in case the notification of the last one is lost. */
const childrenPollMs = 30_000;

type Start = Pick<Attempt, "node" | "at" | "number" | "startedAt"> & {
  /** Now, by the run's clock. */
  time: number;
  values: Values;
  arrivals: Arrivals | undefined;
  /** How an earlier tenure left it, when it continues. */
  was: OpenStep | undefined;
};

/** One try of a step. */
export class Attempt implements StepHost {
  readonly node: PlanNode;
  readonly at: StepAddress;
  readonly number: number;
  readonly begunAt: number;
  readonly startedAt: number;
  readonly call: StepCall;
  /** What an earlier tenure recorded of it last. */
  readonly resumes: OpenStep["status"] | undefined;
  /** How many items its body runs over in this run, when that was decided here. */
  itemsHere: number | undefined;
  /** How an earlier tenure left it, until it waits again. */
  was: OpenStep | undefined;
  /** Bodies that run for it, and what it waits for. */
  bodies: Set<{ close(isRecorded: boolean): void }> | undefined;
  waits: Set<Timer> | undefined;
  readonly #run: RunScheduler;
  readonly #owner: AttemptOwner;
  #state: "sync" | "running" | "over" = "sync";
  #blockers = 0;
  #stop: (reason: unknown) => void = () => {};
  #stopTimer: (() => void) | undefined;

  constructor(run: RunScheduler, owner: AttemptOwner, start: Start) {
    const { node, at, number, time, startedAt, values, arrivals, was } = start;
    this.#run = run;
    this.#owner = owner;
    this.node = node;
    this.at = at;
    this.number = number;
    this.begunAt = was ? startedAt : time;
    this.startedAt = startedAt;
    this.resumes = was?.status;
    if (was?.status === "waiting") this.was = was;
    this.call = new StepCall(values, arrivals ?? {}, this);
  }

  /** It is asynchronous: from here on it counts among the steps at work and has a time limit. `stop` fails it. */
  start(stop: (reason: unknown) => void): void {
    this.#state = "running";
    this.#stop = stop;
    if (this.#blockers === 0) this.#work();
  }

  /** Ends it, with its waits and bodies. False when it had ended already, or was not asynchronous. */
  end(isRecorded: boolean): boolean {
    if (this.#state !== "running") return false;
    this.#state = "over";
    if (this.#blockers === 0) this.#pause();
    for (const wait of this.waits ?? []) wait.stop();
    for (const body of this.bodies ?? []) body.close(isRecorded);
    return true;
  }

  fail(error: unknown): boolean {
    const isUnderWay = this.#state === "running";
    if (isUnderWay) this.#stop(error);
    return isUnderWay;
  }

  get isOver(): boolean {
    return this.#state === "over";
  }

  /** While it waits, or its body runs, it is not at work. */
  block(): void {
    this.#blockers += 1;
    if (this.#blockers === 1 && this.#state === "running") this.#pause();
  }

  unblock(): void {
    this.#blockers -= 1;
    if (this.#blockers === 0 && this.#state === "running") this.#work();
  }

  #work(): void {
    const { clock, limits } = this.#run.options;
    // A node with a body takes as long as what is inside it.
    if (this.node.body) {
      this.#run.coordinating += 1;
      return;
    }
    this.#run.working += 1;
    const limit = this.node.timeoutMs ?? limits.attemptMs;
    this.#stopTimer = clock.setTimer(limit, () => this.fail(timeoutError(this.node.title, limit)));
  }

  #pause(): void {
    if (this.node.body) this.#run.coordinating -= 1;
    else this.#run.working -= 1;
    this.#stopTimer?.();
  }

  key(): string {
    return this.#run.options.keyOf(this.at);
  }

  get runId(): string | undefined {
    return this.#run.options.runId;
  }

  token(text: string, to: TokenPlace): void {
    if (this.#state !== "running") return;
    const { clock, emit } = this.#run.options;
    emit({ type: "tokens", node: this.node, at: this.at, ms: clock.now() - this.begunAt, text, ...to });
  }

  runBody(inputs: Values, index: number | undefined): Promise<Values> {
    return this.#owner.runBody(this, inputs, { index });
  }

  /** A model that named one in a recorded turn must find it again, whatever stands beside it: their names have no numbers. */
  tools(): readonly Tool[] {
    const nodes = this.node.body?.nodes ?? [];
    return nodes.map((node) => ({ ...node, title: node.plainTitle, effect: effectWithin(node) }));
  }

  runTool(id: string, inputs: Values, how: ToolRun): Promise<Values> {
    return this.#owner.runBody(this, inputs, { ...how, only: id });
  }

  /** A step waits only for its child runs once it is split, and for nothing while its body runs here. */
  async isSplit(list: SplitList): Promise<boolean> {
    if (this.resumes) return this.resumes === "waiting";
    const isSplit = (await this.#run.options.splitting?.isFaster(this.node, list)) ?? false;
    if (!isSplit) this.itemsHere = list.items;
    return isSplit;
  }

  async sleep(ms: number): Promise<void> {
    await this.#wait({ reason: "time", ms, poll: (isDue) => (isDue ? true : undefined) });
  }

  approval(ask: ApprovalAsk): Promise<Decision> {
    const poll = (isDue: boolean) => this.#run.options.waitResolver?.decision(this.at, ask, isDue);
    return this.#wait({ reason: "approval", ms: ask.expiresMs ?? null, approval: ask, poll });
  }

  children(ask: ChildrenAsk): Promise<ReadonlyMap<number, ChildEnd>> {
    const poll = () => this.#run.options.waitResolver?.children({ at: this.at, node: this.node }, ask);
    return this.#wait({ reason: "children", ms: childrenPollMs, poll });
  }

  #wait<T>(wait: WaitFor<T>): Promise<T> {
    this.block();
    return startWait(this.#run, this, wait).finally(() => this.unblock());
  }
}
