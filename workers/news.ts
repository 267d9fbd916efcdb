/**
 * What watchers are told: runs have events up to a number, or have ended. An end is told with the commit that writes it.
 * The rest is told at most every few milliseconds, because each telling wakes whoever listens, and Postgres lets commits
 * that tell something pass one at a time only; whoever reads then finds everything that was written by that time.
 */
import type { Json } from "../lib/json.ts";
import { type RunsAdvanced, topics } from "../lib/messages.ts";
import type { Broker, BrokerMessage } from "../server/broker/broker.ts";
import { isEnd, type Page } from "./run-journal.ts";

export type News = {
  /** What goes out with the commit of these pages: nothing, or all there is to tell. */
  of(pages: readonly Page[]): BrokerMessage[];
  /** The ends of these are told elsewhere: what is not told yet of their runs need not be any more. */
  forget(pages: readonly Page[]): void;
  /**
   * These pages are written; `told` says whether what `of` gave has gone out with them, and what has not is told by itself,
   * with what came of runs.
   */
  written(pages: readonly Page[], told: boolean, outcomes?: Outcomes): void;
};

const everyMs = 5;
/** So many runs fit into one NOTIFY. */
const perMessage = 100;

/** Rows of runs by their ids. */
type Outcomes = Readonly<Record<string, Json>>;
type Advance = RunsAdvanced["runs"][number];

export function makeNews(broker: Broker): News {
  /** Runs by how far they are written, which nobody was told yet. */
  const pending = new Map<string, number>();
  let toldAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const isTime = (pages: readonly Page[]) => performance.now() - toldAt >= everyMs || pages.some(isEnd);

  function advances(pages: readonly Page[]): Advance[] {
    const own = pages.flatMap((page): Advance[] => {
      return page.events.length === 0 ? [] : [[page.run.id, page.lastSeq, isEnd(page) ? "finished" : "on"]];
    });
    const named = new Set(own.map(([id]) => id));
    return [...[...pending].flatMap(([id, seq]): Advance[] => (named.has(id) ? [] : [[id, seq, "on"]])), ...own];
  }

  function rest(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function wereTold(): void {
    pending.clear();
    rest();
    toldAt = performance.now();
  }

  /** What the broker loses, watchers find by themselves. */
  function tell(pages: readonly Page[], outcomes: Outcomes = {}): void {
    const messages = pack(advances(pages), ({ runs }) => {
      const some = runs.flatMap(([id]) => (outcomes[id] === undefined ? [] : [[id, outcomes[id]] as const]));
      return some.length > 0 && broker.envelope
        ? { runs, outcomes: broker.envelope.close(Object.fromEntries(some)) }
        : { runs };
    });
    if (messages.length === 0) return;
    void broker.publish(messages).catch(() => {});
    wereTold();
  }

  return {
    of: (pages) => (isTime(pages) ? pack(advances(pages)) : []),
    forget(pages) {
      for (const { run } of pages) pending.delete(run.id);
      if (pending.size === 0) rest();
    },
    written(pages, told, outcomes) {
      if (told) wereTold();
      else if (isTime(pages)) tell(pages, outcomes);
      else {
        for (const page of pages) if (page.events.length > 0) pending.set(page.run.id, page.lastSeq);
        timer ??= setTimeout(() => tell([]), everyMs);
      }
    },
  };
}

function pack(runs: readonly Advance[], fill = (value: RunsAdvanced): RunsAdvanced => value): BrokerMessage[] {
  const messages: BrokerMessage[] = [];
  for (let at = 0; at < runs.length; at += perMessage) {
    const value = fill({ runs: runs.slice(at, at + perMessage) });
    messages.push({ topic: topics.events, key: runs[at]?.[0] ?? "", value });
  }
  return messages;
}
