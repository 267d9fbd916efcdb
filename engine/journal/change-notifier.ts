/**
 * Change notifications to watchers: runs have events up to a number, or have ended. The end of a run is notified at once:
 * that of one which a caller waits for by the statement that writes it (write-batches.ts), the others with the commit where
 * the broker is Postgres, otherwise after it. The rest is notified at most every few milliseconds,
 * because each notification wakes all listeners, and Postgres serialises commits that notify; a watcher then reads everything
 * that was written by that time.
 */

import { type RunsAdvanced, topics } from "../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../../platform/broker/broker.ts";
import { isEnd, type WriteBatch } from "./run-journal.ts";

export type ChangeNotifier = {
  /** What goes out with the commit of these batches: nothing, or all that is pending. Several commits may be under way. */
  withCommit(batches: readonly WriteBatch[]): Notification;
  /** The ends of these runs are notified elsewhere: what is pending of them is dropped. */
  forget(batches: readonly WriteBatch[]): void;
  /** These batches are written, and `sent` went out with their commit. Without it nothing did, and they are published here. */
  onWritten(batches: readonly WriteBatch[], sent: Notification | undefined): void;
};

/** Runs, how far each is written, and the messages that say so. */
type Notification = { advances: readonly Advance[]; messages: BrokerMessage[] };

const everyMs = 5;
/** Where a commit can take it along, one that comes in time spares a notification of its own. */
const awaitCommitMs = 2 * everyMs;
/** As many runs as fit into one NOTIFY. */
const perMessage = 100;

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

  /** What was written while the notification was on its way stays pending. */
  function onNotified(advances: readonly Advance[], afterMs: number): void {
    for (const [id, seq] of advances) if ((pending.get(id) ?? 0) <= seq) pending.delete(id);
    clearPendingTimer();
    if (pending.size > 0) armPendingTimer(afterMs);
    notifiedAt = performance.now();
  }

  function armPendingTimer(afterMs: number): void {
    timer ??= setTimeout(() => publish([]), afterMs);
  }

  /** What the broker loses, watchers find by their fallback poll. */
  function publish(batches: readonly WriteBatch[]): void {
    const said = advances(batches);
    const messages = pack(said);
    if (messages.length === 0) return;
    void broker.publish(messages).catch(() => {});
    onNotified(said, everyMs);
  }

  return {
    withCommit(batches) {
      const said = isTime(batches) ? advances(batches) : [];
      return { advances: said, messages: pack(said) };
    },
    forget(batches) {
      for (const { run } of batches) pending.delete(run.id);
      if (pending.size === 0) clearPendingTimer();
    },
    onWritten(batches, sent) {
      if (sent && sent.messages.length > 0) onNotified(sent.advances, awaitCommitMs);
      // What is due since this statement was sent waits for the next commit: by itself it would be a commit more.
      else if (!sent && isTime(batches)) publish(batches);
      else {
        for (const batch of batches) if (batch.events.length > 0) pending.set(batch.run.id, batch.lastSeq);
        armPendingTimer(sent ? awaitCommitMs : everyMs);
      }
    },
  };
}

function pack(runs: readonly Advance[]): BrokerMessage[] {
  const messages: BrokerMessage[] = [];
  for (let at = 0; at < runs.length; at += perMessage) {
    const value: RunsAdvanced = { runs: runs.slice(at, at + perMessage) };
    messages.push({ topic: topics.events, key: runs[at]?.[0] ?? "", value });
  }
  return messages;
}
