/**
 * Group commit. What the runs of a lane have to write goes to disk in one statement, two milliseconds after the first entry
 * or at once when a step waits for it; while it is under way the next batches fill. So a step that waits causes a write at
 * once, and under load many runs share one commit.
 *
 * Its states:
 *
 *   idle      nothing is to be written         entry → ticking · urgent entry → writing
 *   ticking   entries wait for others          urgent entry, or the tick is over → writing
 *   writing   one writer takes what there is   nothing is left → idle
 */
import { setImmediate as endOfTurn, setTimeout as sleep } from "node:timers/promises";
import { isLarge } from "../../platform/database/batch.ts";
import type { RunJournal } from "./run-journal.ts";

export type Lane = {
  /** The run has entries to write. */
  add(journal: RunJournal, isUrgent: boolean): void;
  /** It is written elsewhere. */
  remove(journal: RunJournal): void;
  /** Nothing is to be written, or on its way. */
  isIdle(): boolean;
  /** Writes what there is; resolves when nothing is left. */
  idle(): Promise<void>;
};

/** No run is taken into a statement once its batches hold this many events, or about as many bytes. */
const maxStatement = { events: 2000, bytes: 4_000_000 };

/** How long entries that no step waits for are held back to share a commit. */
const tickMs = 2;

type State = { name: "idle" | "writing" } | { name: "ticking"; timer: NodeJS.Timeout };

export function makeLane(write: (journals: readonly RunJournal[]) => Promise<void>): Lane {
  const waiting = new Set<RunJournal>();
  let state: State = { name: "idle" };
  let work = Promise.resolve();

  const isIdle = () => waiting.size === 0 && state.name !== "writing";

  function start(): void {
    beginWriting();
    work = drain();
  }

  /** One writer at a time: the pending tick must not start a second one. */
  function beginWriting(): void {
    if (state.name === "ticking") clearTimeout(state.timer);
    state = { name: "writing" };
  }

  /** Runs take turns: one that finds no place any more is first in the next statement. */
  function take(): RunJournal[] {
    const journals: RunJournal[] = [];
    const taken = { events: 0, bytes: 0 };
    for (const journal of waiting) {
      if (taken.events >= maxStatement.events || taken.bytes >= maxStatement.bytes) break;
      waiting.delete(journal);
      // Two tenures of one run may wait here, when its claim was undone and made again; the former one writes no more.
      if (journal.isLost) continue;
      const { events, bytes } = journal.unwritten;
      taken.events += events;
      taken.bytes += bytes;
      journals.push(journal);
    }
    return journals;
  }

  async function drain(): Promise<void> {
    while (waiting.size > 0) {
      const journals = take();
      if (journals.length === 0) continue;
      await write(journals);
      // After a large write more will follow soon: together each costs less.
      if (journals.length >= isLarge) await sleep(tickMs);
    }
    state = { name: "idle" };
  }

  return {
    add(journal, isUrgent) {
      waiting.add(journal);
      if (state.name === "writing") return;
      if (isUrgent) {
        beginWriting();
        // Steps that end in the same turn of the event loop share a batch.
        work = endOfTurn().then(drain);
      } else if (state.name === "idle") state = { name: "ticking", timer: setTimeout(start, tickMs) };
    },
    remove: (journal) => void waiting.delete(journal),
    isIdle,
    async idle() {
      while (!isIdle()) {
        if (state.name !== "writing") start();
        await work;
      }
    },
  };
}
