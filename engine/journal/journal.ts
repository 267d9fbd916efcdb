/**
 * What the runs of this worker write, in two lanes with a connection each: a run with much to write, or with a large value,
 * keeps no others waiting for its statements. The batches of one run follow each other, whichever lanes they go by.
 */
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import { makeBatchWriter, type WriterDeps } from "./batch-writer.ts";
import { type Lane, makeLane } from "./lane.ts";
import { RunClock } from "./run-clock.ts";
import { RunJournal } from "./run-journal.ts";

export type Journal = {
  open(run: ClaimedRun, onLost: () => void): RunJournal;
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>;
};

/** A run with as much to write takes the lane of the large ones. */
const large = { events: 200, bytes: 60_000 };

/** A batch is on its way; `isAwaited` when a step waits for what was added since. */
type Flight = { hasMore: boolean; isAwaited: boolean };

/** `steady` counts milliseconds and never goes back; the times of runs come from it. */
export function makeJournal({ steady, ...deps }: WriterDeps & { steady?: (() => number) | undefined }): Journal {
  const write = makeBatchWriter(deps);
  const flights = new Map<RunJournal, Flight>();
  const lanes: { small: Lane; large: Lane } = { small: makeLane(writeAll), large: makeLane(writeAll) };

  function wake(journal: RunJournal, isUrgent: boolean): void {
    const flight = flights.get(journal);
    if (flight) {
      flight.hasMore = true;
      flight.isAwaited ||= isUrgent;
      return;
    }
    const { events, bytes } = journal.unwritten;
    const isLarge = events >= large.events || bytes >= large.bytes;
    if (isLarge) lanes.small.remove(journal);
    lanes[isLarge ? "large" : "small"].add(journal, isUrgent);
  }

  async function writeAll(journals: readonly RunJournal[]): Promise<void> {
    for (const journal of journals) flights.set(journal, { hasMore: false, isAwaited: false });
    await write(journals.map((journal) => journal.takeBatch()));
    for (const journal of journals) {
      const flight = flights.get(journal);
      flights.delete(journal);
      if (flight?.hasMore) wake(journal, flight.isAwaited);
    }
  }

  return {
    open: (run, onLost) => new RunJournal(run, { wake, onLost, clock: new RunClock(steady) }),
    async idle() {
      // What is written in one lane may have more to write in the other.
      while (!lanes.small.isIdle() || !lanes.large.isIdle())
        await Promise.all([lanes.small.idle(), lanes.large.idle()]);
    },
  };
}
