import { setTimeout as sleep } from "node:timers/promises";
import { type Child, type ChildOptions, type Ready, startChild } from "./child.ts";
import type { Resident } from "./house.ts";
import { say, warn } from "./screen.ts";

/** A process that dies this often before it was ever ready will not become so. */
const TRIES = 3;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** A process that has lived this long (ms) is not in a crash loop. */
const STEADY = 60_000;

export type Kept = Resident & {
  name: string;
  start(): Promise<Ready>;
  restart(): Promise<void>;
  lastLines(): string;
  /** For a process that is not revived: settles with its last lines when it has ended by itself. */
  failed: Promise<string>;
};

type Options = ChildOptions & { revives: boolean; closing: AbortSignal };

/** One process that is meant to stay. One that is revived starts again after it died, with growing pauses. */
export function keep({ revives, closing, ...child }: Options): Kept {
  const failed = Promise.withResolvers<string>();
  const ready = Promise.withResolvers<Ready>();
  ready.promise.catch(() => {});
  let current: Child | undefined;
  let tries = 0;
  let pause = 0;

  function launch(): Child {
    const launched = startChild(child);
    const since = Date.now();
    current = launched;
    tries += 1;
    launched.ready.then(ready.resolve, (error) => {
      if (!revives || tries >= TRIES) ready.reject(error);
    });
    void launched.ended.then((code) => {
      if (current !== launched || closing.aborted) return;
      if (revives) void revive(code, Date.now() - since);
      else failed.resolve(launched.lastLines());
    });
    return launched;
  }

  async function revive(code: number, lived: number): Promise<void> {
    pause = lived > STEADY ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, pause * 2));
    warn(`The ${child.name} ended (code ${code}); it starts again in ${pause / 1000} s. Its log: ${child.logFile}`);
    const dead = current;
    await sleep(pause, undefined, { ref: false });
    if (current !== dead || closing.aborted) return;
    await launch().ready.then(
      () => say(`The ${child.name} is back.`),
      () => {},
    );
  }

  return {
    name: child.name,
    failed: failed.promise,
    start() {
      launch();
      return ready.promise;
    },
    lastLines: () => current?.lastLines() ?? "",
    async restart() {
      const old = current;
      current = undefined;
      await old?.stop();
      if (!closing.aborted) await launch().ready.catch(() => {});
    },
    stop: async () => current?.stop(),
    kill: () => current?.kill(),
  };
}
