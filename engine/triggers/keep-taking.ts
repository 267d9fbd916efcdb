import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../platform/log.ts";

type Taking = {
  /** What is looked for, for the log. */
  name: string;
  /** When to look again after a failure, in milliseconds. */
  everyMs: number;
  /** Claims what is due and takes care of it. Answers in how many milliseconds to look again. */
  take(): Promise<number>;
};

/** Looks for work that is due, again and again, in every worker: whichever claims it. What is due is in the database. */
export function keepTaking(log: Log, { name, everyMs, take }: Taking): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const ended = (async () => {
    while (!stopped.signal.aborted) {
      const ms = await take().catch((error) => {
        log.error({ err: error }, `${name} could not be looked at; they are in a moment`);
        return everyMs;
      });
      await sleep(ms, undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      stopped.abort();
      await ended;
    },
  };
}
