/**
 * Change notifications to watchers: runs have events up to a number, or have ended. The end of a run is notified at once:
 * with the commit where the broker is Postgres, otherwise after it. The rest is notified at most every few milliseconds,
 * because each notification wakes all listeners, and Postgres serialises commits that notify; a watcher then reads everything
 * that was written by that time.
 */

import { type RunsAdvanced, topics } from "../../lib/messages.ts";
import type { Json } from "../../lib/values/json.ts";
import type { Broker, BrokerMessage } from "../../platform/broker/broker.ts";
import { isEnd, type WriteBatch } from "./run-journal.ts";

export type ChangeNotifier = {
  /** What goes out with the commit of these batches: nothing, or all that is pending. */
  withCommit(batches: readonly WriteBatch[]): BrokerMessage[];
  /** The ends of these runs are notified elsewhere: what is pending of them is dropped. */
  forget(batches: readonly WriteBatch[]): void;
  /**
   * These batches are written; `isNotified` says whether the messages of `withCommit` went out with them. If not, they are
   * published here, with the outcomes of runs.
   */
  onWritten(batches: readonly WriteBatch[], isNotified: boolean, outcomes?: Outcomes): void;
};

const everyMs = 5;
/** As many runs as fit into one NOTIFY. */
const perMessage = 100;

/** Rows of runs by their ids. */
type Outcomes = Readonly<Record<string, Json>>;
type Advance = RunsAdvanced["runs"][number];

export function makeChangeNotifier(broker: Broker): ChangeNotifier {
  /** Runs with changes that are not notified yet, by how far they are written. */
  const pending = new Map<string, number>();
  let notifiedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const isTime = (batches: readonly WriteBatch[]) => performance.now() - notifiedAt >= everyMs || batches.some(isEnd);

  function advances(batches: readonly WriteBatch[]): Advance[] {
    const own = batches.flatMap((batch): Advance[] => {
      return batch.events.length === 0 ? [] : [[batch.run.id, batch.lastSeq, isEnd(batch) ? "finished" : "on"]];
    });
    const named = new Set(own.map(([id]) => id));
    return [...[...pending].flatMap(([id, seq]): Advance[] => (named.has(id) ? [] : [[id, seq, "on"]])), ...own];
  }

  function clearPendingTimer(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function onNotified(): void {
    pending.clear();
    clearPendingTimer();
    notifiedAt = performance.now();
  }

  /** What the broker loses, watchers find by their fallback poll. */
  function publish(batches: readonly WriteBatch[], outcomes: Outcomes = {}): void {
    const messages = pack(advances(batches), ({ runs }) => {
      const some = runs.flatMap(([id]) => (outcomes[id] === undefined ? [] : [[id, outcomes[id]] as const]));
      return some.length > 0 && broker.envelope
        ? { runs, outcomes: broker.envelope.close(Object.fromEntries(some)) }
        : { runs };
    });
    if (messages.length === 0) return;
    void broker.publish(messages).catch(() => {});
    onNotified();
  }

  return {
    withCommit: (batches) => (isTime(batches) ? pack(advances(batches)) : []),
    forget(batches) {
      for (const { run } of batches) pending.delete(run.id);
      if (pending.size === 0) clearPendingTimer();
    },
    onWritten(batches, isNotified, outcomes) {
      if (isNotified) onNotified();
      else if (isTime(batches)) publish(batches, outcomes);
      else {
        for (const batch of batches) if (batch.events.length > 0) pending.set(batch.run.id, batch.lastSeq);
        timer ??= setTimeout(() => publish([]), everyMs);
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
