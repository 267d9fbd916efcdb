import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../platform/log.ts";

/** Deletes what is old, or brings it up to date, some rows at a time, and answers how many. */
export type UpkeepTask = {
  name: string;
  run(limit: number): Promise<number>;
  /** How many, where it is not the usual number. */
  atATime?: number;
};

const usualMs = 60_000;
const usualNumber = 5000;

/**
 * Deletes what nothing needs any more. All workers do so: rows that one has taken are left alone by the others. A task that has
 * much to do, such as after an upgrade, goes on when the others have had their turn.
 */
export function startUpkeep(
  tasks: readonly UpkeepTask[],
  log: Pick<Log, "warn">,
  { everyMs = usualMs, turnMs = usualMs } = {},
): { stop(): void } {
  const stopped = new AbortController();
  const { signal } = stopped;
  void (async () => {
    for (let isDone = true; !signal.aborted; ) {
      // Workers that started together must not all do it at one time.
      if (isDone) await sleep(everyMs * (0.75 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => {});
      isDone = true;
      for (const task of tasks) if (!(await runTask(task, { log, signal, turnMs }))) isDone = false;
    }
  })();
  return { stop: () => stopped.abort() };
}

type Turn = { log: Pick<Log, "warn">; signal: AbortSignal; turnMs: number };

/** Whether nothing is left for now. */
async function runTask(task: UpkeepTask, { log, signal, turnMs }: Turn): Promise<boolean> {
  const { atATime = usualNumber } = task;
  const until = performance.now() + turnMs;
  try {
    while (!signal.aborted && (await task.run(atATime)) === atATime) if (performance.now() >= until) return false;
  } catch (error) {
    log.warn({ err: error, task: task.name }, "the upkeep of old rows failed; the next try is due in a minute");
  }
  return true;
}
