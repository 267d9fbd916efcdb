import { addUsage, asUsage, type Usage } from "../../lib/models/usage.ts";
import type { Values } from "../../lib/run.ts";
import type { ApprovalAsk, ChildEnd, ChildrenAsk, Decision, SplitList } from "../../lib/runs/waits.ts";
import type { Arrivals, Call, Tool, ToolRun } from "../../nodes/define.ts";
import type { StepAddress } from "./step-events.ts";

export type TokenPlace = { part?: string; isFresh?: true };

/** What the scheduler does for the attempt that a call belongs to. */
export type StepHost = {
  readonly at: StepAddress;
  fail(error: unknown): boolean;
  key(): string;
  readonly runId: string | undefined;
  token(text: string, to: TokenPlace): void;
  runBody(inputs: Values, index: number | undefined): Promise<Values>;
  tools(): readonly Tool[];
  runTool(id: string, inputs: Values, how: ToolRun): Promise<Values>;
  isSplit(list: SplitList): Promise<boolean>;
  sleep(ms: number): Promise<void>;
  approval(ask: ApprovalAsk): Promise<Decision>;
  children(ask: ChildrenAsk): Promise<ReadonlyMap<number, ChildEnd>>;
};

/** What one attempt is given. The signal and the key are made on first use: most pure steps ask for neither. */
export class StepCall implements Call {
  readonly values: Values;
  readonly arrivals: Arrivals;
  readonly onToken: Call["onToken"];
  readonly onDiscard: Call["onDiscard"];
  readonly onUsage: (usage: Usage) => void;
  usage: Usage | undefined;
  readonly #host: StepHost;
  #controller: AbortController | undefined;
  #abortReason: { reason: unknown } | undefined;

  constructor(values: Values, arrivals: Arrivals, host: StepHost) {
    this.values = values;
    this.arrivals = arrivals;
    this.#host = host;
    this.onToken = (text, part) => host.token(text, placeOf(part));
    this.onDiscard = (part) => host.token("", { ...placeOf(part), isFresh: true });
    // Rows and counters rely on it, whatever a node passes on of what a provider said.
    this.onUsage = (said) => {
      const usage = asUsage(said);
      this.usage = this.usage ? addUsage(this.usage, usage) : usage;
    };
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#abortReason) this.#controller.abort(this.#abortReason.reason);
    }
    return this.#controller.signal;
  }

  get at(): StepAddress {
    return this.#host.at;
  }

  /** Fails the attempt from outside. False when it had ended already. */
  fail(error: unknown): boolean {
    return this.#host.fail(error);
  }

  get idempotencyKey(): string {
    return this.#host.key();
  }

  get runId(): string | undefined {
    return this.#host.runId;
  }

  runBody(inputs: Values, index?: number): Promise<Values> {
    return this.#host.runBody(inputs, index);
  }

  tools(): readonly Tool[] {
    return this.#host.tools();
  }

  runTool(id: string, inputs: Values, how: ToolRun): Promise<Values> {
    return this.#host.runTool(id, inputs, how);
  }

  isSplit(list: SplitList): Promise<boolean> {
    return this.#host.isSplit(list);
  }

  sleep(ms: number): Promise<void> {
    return this.#host.sleep(ms);
  }

  approval(ask: ApprovalAsk): Promise<Decision> {
    return this.#host.approval(ask);
  }

  /** The usage of child runs counts as the step's, so that the run shows all of it. */
  async children(ask: ChildrenAsk): Promise<ReadonlyMap<number, ChildEnd>> {
    const ends = await this.#host.children(ask);
    for (const { usage } of ends.values()) if (usage) this.onUsage(usage);
    return ends;
  }

  abort(reason: unknown): void {
    this.#abortReason = { reason };
    this.#controller?.abort(reason);
  }
}

const placeOf = (part: string | undefined): TokenPlace => (part === undefined ? {} : { part });
