/**
 * Group commit. What all runs of this worker have to write goes to disk in one statement, two milliseconds after the first
 * entry or at once when a step waits for it; while it is under way the next batches fill. So a step that waits causes a
 * write at once, and under load many runs share one commit.
 *
 * Its states:
 *
 *   idle      nothing is to be written         entry → ticking · urgent entry → writing
 *   ticking   entries wait for others          urgent entry, or the tick is over → writing
 *   writing   one writer takes what there is   nothing is left → idle
 */
import { setImmediate as endOfTurn, setTimeout as sleep } from "node:timers/promises";
import { isLarge } from "../../platform/database/batch.ts";
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import { makeBatchWriter, type WriterDeps } from "./batch-writer.ts";
import { RunClock } from "./run-clock.ts";
import { RunJournal, type WriteBatch } from "./run-journal.ts";

export type Journal = {
  open(run: ClaimedRun, onLost: () => void): RunJournal;
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>;
};

/** No run is taken into a statement once its batches hold this many events, or about as many bytes. */
const maxStatement = { events: 2000, bytes: 4_000_000 };

/** How long entries that no step waits for are held back to share a commit. */
const tickMs = 2;

type State = { name: "idle" | "writing" } | { name: "ticking"; timer: NodeJS.Timeout };

/** `steady` counts milliseconds and never goes back; the times of runs come from it. */
export function makeJournal({ steady, ...deps }: WriterDeps & { steady?: (() => number) | undefined }): Journal {
  const write = makeBatchWriter(deps);
  const waiting = new Set<RunJournal>();
  let state: State = { name: "idle" };
  let work = Promise.resolve();

  function wake(journal: RunJournal, isUrgent: boolean): void {
    waiting.add(journal);
    if (state.name === "writing") return;
    if (isUrgent) {
      beginWriting();
      // Steps that end in the same turn of the event loop share a batch.
      work = endOfTurn().then(drain);
    } else if (state.name === "idle") state = { name: "ticking", timer: setTimeout(start, tickMs) };
  }

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
  function takeBatches(): WriteBatch[] {
    const batches: WriteBatch[] = [];
    const taken = { events: 0, bytes: 0 };
    for (const journal of waiting) {
      if (taken.events >= maxStatement.events || taken.bytes >= maxStatement.bytes) break;
      waiting.delete(journal);
      // Two tenures of one run may wait here, when its claim was undone and made again; the former one writes no more.
      if (journal.isLost) continue;
      const { events, bytes } = journal.unwritten;
      taken.events += events;
      taken.bytes += bytes;
      batches.push(journal.takeBatch());
    }
    return batches;
  }

  async function drain(): Promise<void> {
    while (waiting.size > 0) {
      const batches = takeBatches();
      await write(batches);
      // After a large write more will follow soon: together each costs less.
      if (batches.length >= isLarge) await sleep(tickMs);
    }
    state = { name: "idle" };
  }

  return {
    open: (run, onLost) => new RunJournal(run, { wake, onLost, clock: new RunClock(steady) }),
    async idle() {
      while (waiting.size > 0 || state.name === "writing") {
        if (state.name !== "writing") start();
        await work;
      }
    },
  };
}
