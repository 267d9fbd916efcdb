import { type StepAddress, stepKey } from "../scheduler/step-events.ts";

const holdMs = 30;

type Delta = [number, string];

/** Collects model output for a few moments, so that a stream costs thirty rows a second and not three hundred. */
export class TokenBuffer {
  readonly #write: (at: StepAddress, deltas: Delta[]) => void;
  readonly #held = new Map<string, { at: StepAddress; deltas: Delta[] }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (at: StepAddress, deltas: Delta[]) => void) {
    this.#write = write;
  }

  add(at: StepAddress, delta: Delta): void {
    const key = stepKey(at);
    const held = this.#held.get(key);
    if (held) held.deltas.push(delta);
    else this.#held.set(key, { at, deltas: [delta] });
    this.#timer ??= setTimeout(() => this.flush(), holdMs);
  }

  /** Writes what is held, of one step or of all: the last tokens of a step are written before its end. */
  flush(only?: StepAddress): void {
    if (this.#held.size === 0) return;
    const wanted = only && stepKey(only);
    for (const [key, { at, deltas }] of this.#held) {
      if (wanted !== undefined && key !== wanted) continue;
      this.#held.delete(key);
      this.#write(at, deltas);
    }
    if (this.#held.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
