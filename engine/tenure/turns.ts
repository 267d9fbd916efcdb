/** In turns: no run of a worker keeps the others, their timers and their answers from the database waiting. */

/** How long steps may start in one turn of the event loop, all runs together. */
const sliceMs = 5;

export type Turns = {
  /** False when this turn is used up; `resume` is then called in a later one, in the order of asking. */
  mayGo(resume: () => void): boolean;
};

export function makeTurns(now = () => performance.now()): Turns {
  const waiting: (() => void)[] = [];
  let startedAt: number | undefined;

  const isUsedUp = () => startedAt !== undefined && now() - startedAt >= sliceMs;

  /** Between two turns the event loop gets to timers and to what has arrived. */
  function begin(): void {
    startedAt = now();
    setImmediate(() => {
      startedAt = undefined;
      if (waiting.length > 0) begin();
      while (!isUsedUp()) {
        const resume = waiting.shift();
        if (!resume) return;
        resume();
      }
    });
  }

  return {
    mayGo(resume) {
      if (startedAt === undefined) begin();
      if (!isUsedUp()) return true;
      waiting.push(resume);
      return false;
    },
  };
}
