import { setImmediate as endOfTurn, setTimeout as sleep } from "node:timers/promises";
import { isTransientDbError } from "../retry/transient-db-error.ts";

/** A batch of so many says that the machine is busy. */
export const isLarge = 8;

/**
 * Natural batching: what comes in one turn of the event loop goes together, and what arrives while a batch is on its way
 * goes together in the next. Alone an item pays no wait, under load many share one round trip. When a batch fails its
 * items are tried one by one, so that a bad one does not take its neighbours along, unless the fault is none of theirs
 * (`isCommon`: unless told otherwise, the database does not answer or takes no writes). A hundred that are tried one by one
 * then would wait for a hundred times as long, and with them all that come behind.
 *
 * After a large batch more items most likely follow: the next one waits `lingerMs` for them, because each costs less in a
 * large batch.
 */
export function makeBatcher<Item, Result>(options: {
  max: number;
  lingerMs?: number;
  isCommon?(error: unknown): boolean;
  run(items: readonly Item[]): Promise<readonly Result[]>;
}): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let isBusy = false;

  async function drain(): Promise<void> {
    isBusy = true;
    await endOfTurn();
    while (waiting.length > 0) {
      const batch = waiting.slice(0, options.max);
      waiting = waiting.slice(options.max);
      await settle(batch, { isCommon: isTransientDbError, ...options });
      if (options.lingerMs !== undefined && batch.length >= isLarge) await sleep(options.lingerMs);
    }
    isBusy = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isBusy) void drain();
    });
}

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
type Work<Item, Result> = {
  isCommon(error: unknown): boolean;
  run(items: readonly Item[]): Promise<readonly Result[]>;
};

async function settle<Item, Result>(batch: readonly Waiting<Item, Result>[], work: Work<Item, Result>): Promise<void> {
  try {
    const results = await work.run(batch.map(({ item }) => item));
    if (results.length !== batch.length) throw new Error("a batch must answer every item");
    for (const [index, result] of results.entries()) batch[index]?.resolve(result);
  } catch (error) {
    if (batch.length === 1 || work.isCommon(error)) for (const { reject } of batch) reject(error);
    else for (const one of batch) await settle([one], work);
  }
}
