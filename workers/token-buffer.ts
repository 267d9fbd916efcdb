import { type Place, stepKey } from "./step-events.ts";

/** Collects what models say for a few moments, so that a stream costs thirty rows a second and not three hundred. */
const holdMs = 30;

type Delta = [number, string];

export class TokenBuffer {
  readonly #write: (at: Place, deltas: Delta[]) => void;
  readonly #held = new Map<string, { at: Place; deltas: Delta[] }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (at: Place, deltas: Delta[]) => void) {
    this.#write = write;
  }

  add(at: Place, delta: Delta): void {
    const key = stepKey(at);
    const held = this.#held.get(key);
    if (held) held.deltas.push(delta);
    else this.#held.set(key, { at, deltas: [delta] });
    this.#timer ??= setTimeout(() => this.flush(), holdMs);
  }

  /** Writes what is held, of one step or of all: before a step's end is written, its last words are. */
  flush(only?: Place): void {
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
