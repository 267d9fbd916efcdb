import { setTimeout as sleep } from "node:timers/promises";
import { say, warn } from "../screen.ts";
import { type Child, type ChildOptions, type Ready, startChild } from "./child.ts";
import type { SupervisedProcess } from "./supervisor.ts";

/** A process that ends this often before it was ever ready will not become ready. */
const TRIES = 3;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** A process that has run this long (ms) is not in a crash loop. */
const STEADY = 60_000;

export type KeptProcess = SupervisedProcess & {
  name: string;
  start(): Promise<Ready>;
  restart(): Promise<void>;
  lastLines(): string;
  /** For a process that is not revived: settles with its last lines when it has ended by itself. */
  failed: Promise<string>;
};

type Options = ChildOptions & { revives: boolean; closing: AbortSignal };

/** A process that is meant to keep running. With `revives` it is started again after it has ended, with growing pauses. */
export function keepRunning({ revives, closing, ...child }: Options): KeptProcess {
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

  async function revive(code: number, ranMs: number): Promise<void> {
    pause = ranMs > STEADY ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, pause * 2));
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
