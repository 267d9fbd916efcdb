/** How fast work comes and how fast it is done, of late. */
export type Pace = {
  came(): void;
  done(): void;
  /** `came` of the last second, and `done` of the best second of the last ten: what this process has shown that it can. */
  lately(): { came: number; done: number };
};

const stepMs = 100;
const stepsPerSecond = 1000 / stepMs;
const steps = 10 * stepsPerSecond;

export function makePace(now: () => number = () => performance.now()): Pace {
  const came = new Array<number>(steps).fill(0);
  const done = new Array<number>(steps).fill(0);
  let step = Math.floor(now() / stepMs);
  let known: { came: number; done: number } | undefined;

  /** The place of this moment, once what lay there ten seconds ago is forgotten. */
  function place(): number {
    const current = Math.floor(now() / stepMs);
    if (current === step) return current % steps;
    known = undefined;
    for (let next = Math.max(step + 1, current - steps + 1); next <= current; next += 1) {
      came[next % steps] = 0;
      done[next % steps] = 0;
    }
    step = current;
    return current % steps;
  }

  /** Of the second that ended `ago` steps before the one that goes on. */
  const secondOf = (counts: readonly number[], ago: number) => {
    let sum = 0;
    for (let back = 1; back <= stepsPerSecond; back += 1) sum += counts[(step - ago - back + 2 * steps) % steps] ?? 0;
    return sum;
  };

  function look(): { came: number; done: number } {
    let best = 0;
    for (let ago = 0; ago < steps - stepsPerSecond; ago += 1) best = Math.max(best, secondOf(done, ago));
    return { came: secondOf(came, 0), done: best };
  }

  return {
    came() {
      const at = place();
      came[at] = (came[at] ?? 0) + 1;
    },
    done() {
      const at = place();
      done[at] = (done[at] ?? 0) + 1;
    },
    lately() {
      place();
      known ??= look();
      return known;
    },
  };
}
