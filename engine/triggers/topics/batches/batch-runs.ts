/** From the events of a batch to the end of its run. */
import { asPatchbayError } from "../../../../lib/errors.ts";
import type { Values } from "../../../../lib/run.ts";
import type { Reading } from "../../trigger-source.ts";
import type { Entry, Fate } from "../event-window.ts";
import { type AcceptedRun, type Around, deadLetter, type EventDeps, untilTaken } from "../event-work.ts";
import { isFinal, pause, unlessAborted } from "../until-done.ts";

/** `next`: the offset behind its last event. */
export type AcceptedBatch = AcceptedRun & { next: bigint };
/** The first event's time where it is known. */
export type BatchStart = { offset: bigint; timestamp: number | undefined };
type Batch = { start: BatchStart; next: bigint; events: readonly Values[]; attempt: number };

export type BatchRunDeps = Omit<EventDeps, "accept"> & {
  /** The run is on disk: this one, or another that begins there. Undefined when the claim is over. */
  acceptBatch(batch: Batch): Promise<AcceptedBatch | undefined>;
};

/** Of a batch that has to end elsewhere. */
type Cut = { next: bigint };
type Place = { start: BatchStart; next: bigint | undefined };
/** What is to become of events when their batch is done. */
type Fates = Map<Entry, Fate>;

export function makeBatchRuns(deps: BatchRunDeps, around: Around) {
  const { signal } = around;
  const untilOpen = makeOpenRuns(deps, signal);
  const noting = (fates: Fates): Around => ({ ...around, settle: (entry, fate) => void fates.set(entry, fate) });

  async function readOne(entry: Entry): Promise<Reading | undefined> {
    try {
      return await untilTaken(entry, () => deps.read(entry.event, signal), { deps, around, isFinal });
    } catch (thrown) {
      return { kind: "poison", error: asPatchbayError(thrown).userMessage };
    }
  }

  /** What is left out or is a dead letter has its fate; the others are to run. */
  async function readAll(entries: readonly Entry[], fates: Fates): Promise<Values[]> {
    const readings = await Promise.all(entries.map(readOne));
    const events: Values[] = [];
    for (const [index, entry] of entries.entries()) {
      const reading = readings[index];
      if (!reading || signal.aborted) return [];
      if (reading.kind === "run") events.push(reading.values);
      else if (reading.kind === "skipped") fates.set(entry, "skipped");
      else await deadLetter(entry, { error: reading.error, attempts: 0 }, { deps, around: noting(fates) });
    }
    return events;
  }

  /** Undefined when the run has come to its end, or the claim is over. */
  async function runAll(
    entries: readonly Entry[],
    batch: Omit<Batch, "attempt">,
    fates: Fates,
  ): Promise<Cut | undefined> {
    const { ack, order, attempts } = deps.rules;
    const bare = { deps, around: noting(fates) };
    const [first] = entries;
    if (!first) return undefined;
    for (let attempt = 1; ; attempt++) {
      const accept = () => deps.acceptBatch({ ...batch, attempt });
      const accepted = await untilTaken(first, accept, { deps, around, isFinal });
      if (!accepted || signal.aborted) return undefined;
      // The first of its runs says where it ends; another version may have given a later one fewer of its events.
      if (attempt === 1 && accepted.next !== batch.next) return accepted;
      for (const entry of entries) entry.runId = accepted.id;
      if (ack === "accepted" && order === "none") return await untilOpen(accepted);
      const status = await unlessAborted(deps.ended(accepted), signal);
      if (status === undefined || ack === "accepted" || status === "succeeded") return undefined;
      if (status === "cancelled" || attempt >= attempts) {
        const error = status === "cancelled" ? "Its run was cancelled." : `Its runs failed, ${attempt} in all.`;
        for (const entry of entries) await deadLetter(entry, { error, runId: accepted.id, attempts: attempt }, bare);
        return undefined;
      }
      await pause(Math.min(1000 * 2 ** (attempt - 1), 30_000), signal);
    }
  }

  return {
    /** Where the batch has to end instead; undefined when it is settled, or the claim is over. */
    async run(entries: readonly Entry[], { start, next: known }: Place): Promise<Cut | undefined> {
      const fates: Fates = new Map();
      const events = await readAll(entries, fates);
      const left = entries.filter((entry) => !fates.has(entry));
      const [last] = left.slice(-1);
      if (signal.aborted) return undefined;
      if (last) {
        const next = known ?? last.event.offset + 1n;
        try {
          const cut = await runAll(left, { start, next, events }, fates);
          if (cut || signal.aborted) return cut;
        } catch (thrown) {
          // Some of it can have no run: halves are tried, down to the event itself.
          const middle = left[Math.ceil(left.length / 2) - 1];
          if (left.length > 1 && middle) return { next: middle.event.offset + 1n };
          const error = asPatchbayError(thrown).userMessage;
          await deadLetter(last, { error, attempts: 0 }, { deps, around: noting(fates) });
        }
      }
      for (const entry of entries) around.settle(entry, fates.get(entry) ?? "events");
      return undefined;
    },
  };
}

/** Resolves when one more run may be unfinished. */
function makeOpenRuns(deps: BatchRunDeps, signal: AbortSignal): (run: AcceptedRun) => Promise<undefined> {
  const open = new Set<Promise<unknown>>();
  return async (run) => {
    const ending: Promise<unknown> = deps
      .ended(run)
      .catch(() => {})
      .finally(() => open.delete(ending));
    open.add(ending);
    while (open.size >= deps.rules.concurrency && !signal.aborted) await unlessAborted(Promise.race(open), signal);
    return undefined;
  };
}
