import type { TokenPlace } from "../scheduler/step-call.ts";
import { type StepAddress, type StepEvent, stepKey } from "../scheduler/step-events.ts";

const holdMs = 30;

type Delta = [number, string];
type Said = Omit<Extract<StepEvent, { type: "tokens" }>, "type" | "node" | "ms" | "text">;
type Place = { at: StepAddress; to: TokenPlace };

/** Collects model output for a few moments, so that a stream costs thirty rows a second and not three hundred. */
export class TokenBuffer {
  readonly #write: (place: Place, deltas: Delta[]) => void;
  readonly #held = new Map<string, { place: Place; deltas: Delta[] }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (place: Place, deltas: Delta[]) => void) {
    this.#write = write;
  }

  add({ at, part, isFresh }: Said, delta: Delta): void {
    const key = `${stepKey(at)}\n${part ?? ""}`;
    const held = this.#held.get(key);
    if (held && !isFresh) held.deltas.push(delta);
    else {
      if (held) this.#write(held.place, held.deltas);
      const to = { ...(part === undefined ? {} : { part }), ...(isFresh ? { isFresh } : {}) };
      this.#held.set(key, { place: { at, to }, deltas: [delta] });
    }
    this.#timer ??= setTimeout(() => this.flush(), holdMs);
  }

  /** Writes what is held, of one step or of all: the last tokens of a step are written before its end. */
  flush(only?: StepAddress): void {
    if (this.#held.size === 0) return;
    const wanted = only && stepKey(only);
    for (const [key, { place, deltas }] of this.#held) {
      if (wanted !== undefined && stepKey(place.at) !== wanted) continue;
      this.#held.delete(key);
      this.#write(place, deltas);
    }
    if (this.#held.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
