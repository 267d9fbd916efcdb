/**
 * The clock of one tenure: milliseconds since it began, by the steady clock of its worker. Everything that the tenure
 * records has a time of this clock, in whole milliseconds. Statements add it to the anchor: the time of the database's
 * clock that stands for 0. A claim answers an anchor that is not before anything recorded so far, so the times of a run
 * never go back, whatever the clocks of its workers say; the anchor of an inline claim is set by its first batch.
 */
export class RunClock {
  readonly #steady: () => number;
  readonly #startedAt: number;
  #ahead = 0;

  constructor(steady = () => performance.now()) {
    this.#steady = steady;
    this.#startedAt = steady();
  }

  /** Milliseconds with their fraction; never less than before. */
  now(): number {
    return this.#steady() - this.#startedAt + this.#ahead;
  }

  /** Moves on to this time, unless it is past: something that was done elsewhere, such as a child run, has ended then. */
  reach(ms: number): void {
    // A microsecond more, because the sum may be a little less than its parts.
    this.#ahead += Math.max(0, ms + 0.001 - this.now());
  }
}
