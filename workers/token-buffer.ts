/** Collects what models say for a few moments, so that a stream costs thirty rows a second and not three hundred. */
const holdMs = 30;

type Delta = [number, string];

export class TokenBuffer {
  readonly #write: (nodeId: string, deltas: Delta[]) => void;
  readonly #held = new Map<string, Delta[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (nodeId: string, deltas: Delta[]) => void) {
    this.#write = write;
  }

  add(nodeId: string, delta: Delta): void {
    const held = this.#held.get(nodeId);
    if (held) held.push(delta);
    else this.#held.set(nodeId, [delta]);
    this.#timer ??= setTimeout(() => this.flush(), holdMs);
  }

  /** Writes what is held, of one node or of all: before a step's end is written, its last words are. */
  flush(nodeId?: string): void {
    for (const [id, deltas] of this.#held) {
      if (nodeId !== undefined && id !== nodeId) continue;
      this.#held.delete(id);
      this.#write(id, deltas);
    }
    if (this.#held.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
