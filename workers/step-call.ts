import type { Usage, Values } from "../lib/run.ts";
import type { Call } from "../nodes/define.ts";

/** What one attempt is given. The signal and the key are made on first use: most pure steps ask for neither. */
export class StepCall implements Call {
  readonly values: Values;
  readonly onToken: (text: string) => void;
  readonly onUsage: (usage: Usage) => void;
  usage: Usage | undefined;
  readonly #makeKey: () => string;
  #controller: AbortController | undefined;
  #abortReason: { reason: unknown } | undefined;

  constructor(values: Values, makeKey: () => string, onToken: (text: string) => void) {
    this.values = values;
    this.#makeKey = makeKey;
    this.onToken = onToken;
    this.onUsage = (usage) => {
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

  get idempotencyKey(): string {
    return this.#makeKey();
  }

  abort(reason: unknown): void {
    this.#abortReason = { reason };
    this.#controller?.abort(reason);
  }
}

/** A step may ask more than one model; tokens add up and the last model's name stands. */
function addUsage(sum: Usage, more: Usage): Usage {
  const model = more.model ?? sum.model;
  const tokens = { tokensIn: sum.tokensIn + more.tokensIn, tokensOut: sum.tokensOut + more.tokensOut };
  return model === undefined ? tokens : { ...tokens, model };
}
