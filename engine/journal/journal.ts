/**
 * Group commit. What all runs of this worker have to write goes to disk in one statement, two milliseconds after the first
 * entry or at once when a step waits for it; while it is under way the next batches fill. So a single run waits for nothing,
 * and under load many runs share one commit.
 */
import { setImmediate as endOfTurn, setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Broker } from "../../platform/broker/broker.ts";
import { isLarge } from "../../platform/database/batch.ts";
import type { Log } from "../../platform/log.ts";
import { type ClaimedRun, idsOf } from "../queue/claim/claimed-run.ts";
import type { JournalWrite, Telemetry } from "../telemetry.ts";
import { makeChangeNotifier } from "./change-notifier.ts";
import { RunJournal, type WriteBatch } from "./run-journal.ts";
import { writeBatches } from "./write-batches.ts";

export type Journal = {
  open(run: ClaimedRun, onLost: () => void): RunJournal;
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>;
};

type Deps = { pool: pg.Pool; broker: Broker; log: Log; telemetry: Pick<Telemetry, "wrote" | "retriedWrite"> };
/** How long entries that no step waits for are held back to share a commit. */
const tickMs = 2;
const firstBackoffMs = 50;
const maxBackoffMs = 2000;

export function makeJournal({ pool, broker, log, telemetry }: Deps): Journal {
  const notifier = makeChangeNotifier(broker);
  const waiting = new Set<RunJournal>();
  let isWriting = false;
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();

  function wake(journal: RunJournal, isUrgent: boolean): void {
    waiting.add(journal);
    if (isWriting) return;
    if (!isUrgent) {
      timer ??= setTimeout(start, tickMs);
      return;
    }
    isWriting = true;
    // One writer at a time: the pending tick must not start a second one.
    clearTimeout(timer);
    timer = undefined;
    // Steps that end in the same turn of the event loop share a batch.
    work = endOfTurn().then(drain);
  }

  function start(): void {
    clearTimeout(timer);
    timer = undefined;
    isWriting = true;
    work = drain();
  }

  async function drain(): Promise<void> {
    while (waiting.size > 0) {
      // Two tenures of one run may wait here, when its claim was undone and made again; the former one writes no more.
      const batches = [...waiting].flatMap((journal) => (journal.isLost ? [] : [journal.takeBatch()]));
      waiting.clear();
      await writeOrSplit(batches);
      // After a large write more will follow soon: together each costs less.
      if (batches.length >= isLarge) await sleep(tickMs);
    }
    isWriting = false;
  }

  async function writeOrSplit(taken: readonly WriteBatch[]): Promise<void> {
    let batches = taken;
    for (let tries = 0; ; tries += 1) {
      // A run that was lost meanwhile may be held by this worker again, with the same name and token.
      for (const batch of batches) if (batch.isLost()) batch.settle("lost");
      batches = batches.filter((batch) => !batch.isLost());
      if (batches.length === 0) return;
      try {
        const since = performance.now();
        settle(batches, await writeBatches({ pool, broker, notifier }, batches, tries > 0));
        telemetry.wrote(sizesOf(batches, performance.now() - since));
        return;
      } catch (error) {
        // The statement for whole runs found a row of theirs; the one for everything takes it as it is.
        if (isDataError(error) && !(tries === 0 && isUniqueViolation(error))) break;
        log.warn({ err: error, runs: batches.length }, "the journal could not be written; retrying");
        telemetry.retriedWrite();
        await sleep(Math.min(firstBackoffMs * 2 ** tries, maxBackoffMs));
      }
    }
    if (batches.length > 1) {
      for (const batch of batches) await writeOrSplit([batch]);
      return;
    }
    await quarantine(batches[0]);
  }

  /** A batch that the database refuses for its content ends its run with an error, and blocks no other. */
  async function quarantine(batch: WriteBatch | undefined): Promise<void> {
    if (!batch) return;
    log.error(idsOf(batch.run), "the database refuses this run's journal");
    const error = {
      code: "internal",
      message: "What this run produced cannot be stored. The worker's log has details.",
    };
    const seq = batch.lastSeq - batch.events.length + 1;
    const events = [{ seq, at: performance.now(), data: { type: "run.failed" as const, error } }];
    const final = {
      ...batch,
      lastSeq: seq,
      events,
      steps: [],
      blobs: [],
      approvals: [],
      ending: { status: "failed" as const, error },
    };
    await writeBatches({ pool, broker, notifier }, [final]).catch(() => {});
    batch.settle("lost");
  }

  function settle(batches: readonly WriteBatch[], written: ReadonlySet<string>): void {
    for (const batch of batches) batch.settle(written.has(batch.run.id) ? "written" : "lost");
  }

  return {
    open: (run, onLost) => new RunJournal(run, wake, onLost),
    async idle() {
      while (waiting.size > 0 || isWriting) {
        if (!isWriting) start();
        await work;
      }
    },
  };
}

function sizesOf(batches: readonly WriteBatch[], ms: number): JournalWrite {
  const write = { batches: batches.length, steps: 0, events: 0, blobs: 0, ms };
  for (const { steps, events, blobs } of batches) {
    write.steps += steps.length;
    write.events += events.length;
    write.blobs += blobs.length;
  }
  return write;
}

/** SQLSTATE classes 22 (data), 23 (constraint) and 54 (limits), and what fails before it is sent: a retry cannot help. */
function isDataError(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return /^(22|23|54)[0-9A-Z]{3}$/.test(codeOf(error));
}

const isUniqueViolation = (error: unknown) => codeOf(error) === "23505";
const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
