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

/** Deletes what nothing needs any more. All workers do so: rows that one has taken are left alone by the others. */
export function startUpkeep(
  tasks: readonly UpkeepTask[],
  log: Pick<Log, "warn">,
  { everyMs = usualMs } = {},
): { stop(): void } {
  const stopped = new AbortController();
  void (async () => {
    while (!stopped.signal.aborted) {
      // Workers that started together must not all do it at one time.
      await sleep(everyMs * (0.75 + Math.random() / 2), undefined, { signal: stopped.signal, ref: false }).catch(
        () => {},
      );
      for (const task of tasks) await runTask(task, { log, signal: stopped.signal });
    }
  })();
  return { stop: () => stopped.abort() };
}

async function runTask(task: UpkeepTask, { log, signal }: { log: Pick<Log, "warn">; signal: AbortSignal }) {
  const { atATime = usualNumber } = task;
  try {
    while (!signal.aborted && (await task.run(atATime)) === atATime);
  } catch (error) {
    log.warn({ err: error, task: task.name }, "the upkeep of old rows failed; the next try is due in a minute");
  }
}
