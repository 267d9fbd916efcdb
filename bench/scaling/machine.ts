/** A machine in simulated time: processors that all who compute share evenly, timers, and a disk that commits in groups. */

export type Machine = {
  now(): number;
  /** Computes for so many milliseconds of one processor; slower while more compute than there are processors. */
  compute(ms: number, done: () => void): void;
  after(ms: number, done: () => void): void;
  /** Everything that happens until then. */
  runUntil(ms: number): void;
};

export function makeMachine(processors: number): Machine {
  let now = 0;
  const computing = new Set<{ left: number; done: () => void }>();
  const timers = new Set<{ at: number; done: () => void }>();

  function step(until: number): boolean {
    const pace = Math.min(1, processors / Math.max(1, computing.size));
    const least = Math.min(...[...computing].map(({ left }) => left), Number.POSITIVE_INFINITY);
    const next = Math.min(now + least / pace, ...[...timers].map(({ at }) => at), until);
    const passed = (next - now) * pace;
    now = next;
    // Not the set itself: what begins at the end of another has not had this time.
    for (const task of [...computing]) {
      task.left -= passed;
      if (task.left > 1e-9) continue;
      computing.delete(task);
      task.done();
    }
    for (const timer of [...timers]) {
      if (timer.at > now) continue;
      timers.delete(timer);
      timer.done();
    }
    return now < until;
  }
  return {
    now: () => now,
    compute: (left, done) => void computing.add({ left, done }),
    after: (ms, done) => void timers.add({ at: now + ms, done }),
    runUntil(until) {
      while (step(until));
    },
  };
}

/** A process of one thread: what it is given is computed one after the other. */
export function makeThread(machine: Machine): Machine["compute"] {
  const waiting: { ms: number; done: () => void }[] = [];
  let isBusy = false;
  function next(): void {
    const work = waiting.shift();
    isBusy = work !== undefined;
    if (!work) return;
    machine.compute(work.ms, () => {
      work.done();
      next();
    });
  }
  return (ms, done) => {
    waiting.push({ ms, done });
    if (!isBusy) next();
  };
}

/** One group at a time; what comes meanwhile is the next group, up to `most`. `run` says when its group is done. */
export function makeGroups<T>(most: number, run: (group: T[], done: () => void) => void): (item: T) => void {
  let waiting: T[] = [];
  let isBusy = false;
  function next(): void {
    const group = waiting.slice(0, most);
    waiting = waiting.slice(most);
    isBusy = group.length > 0;
    if (isBusy) run(group, next);
  }
  return (item) => {
    waiting.push(item);
    if (!isBusy) next();
  };
}
