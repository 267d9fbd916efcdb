/**
 * Group commit. Whatever all runs of this worker have to say goes to disk in one statement, two milliseconds after the
 * first word or at once when somebody waits for it; while it is on its way the next page fills. So one run alone waits
 * for nothing, and under load many runs share one commit.
 */
import { setImmediate as endOfTurn, setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { isLarge } from "../server/batch.ts";
import type { Broker } from "../server/broker/broker.ts";
import type { Log } from "../server/log.ts";
import { type ClaimedRun, idsOf } from "./claimed-run.ts";
import { makeNews } from "./news.ts";
import { type Page, RunJournal } from "./run-journal.ts";
import type { JournalWrite, Telemetry } from "./telemetry.ts";
import { writePages } from "./write-pages.ts";

export type Journal = {
  open(run: ClaimedRun, onLost: () => void): RunJournal;
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>;
};

type Deps = { pool: pg.Pool; broker: Broker; log: Log; telemetry: Pick<Telemetry, "wrote" | "retriedWrite"> };
/** How long news that nobody waits for is held back for company. */
const tickMs = 2;
const firstBackoffMs = 50;
const maxBackoffMs = 2000;

export function makeJournal({ pool, broker, log, telemetry }: Deps): Journal {
  const news = makeNews(broker);
  const waiting = new Set<RunJournal>();
  let isWriting = false;
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();

  function wake(journal: RunJournal, isUrgent: boolean): void {
    waiting.add(journal);
    if (isWriting) return;
    if (!isUrgent) {
      timer ??= setTimeout(begin, tickMs);
      return;
    }
    isWriting = true;
    // One writer at a time: the tick that was to come must not begin a second one.
    clearTimeout(timer);
    timer = undefined;
    // Steps that end in the same turn of the event loop share a page.
    work = endOfTurn().then(drain);
  }

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    isWriting = true;
    work = drain();
  }

  async function drain(): Promise<void> {
    while (waiting.size > 0) {
      // Of one run two lives may wait here, when its claim was undone and made again; the former one writes no more.
      const pages = [...waiting].flatMap((journal) => (journal.isLost ? [] : [journal.takePage()]));
      waiting.clear();
      await writeOrSplit(pages);
      // Behind many others come: together they cost each less.
      if (pages.length >= isLarge) await sleep(tickMs);
    }
    isWriting = false;
  }

  async function writeOrSplit(taken: readonly Page[]): Promise<void> {
    let pages = taken;
    for (let tries = 0; ; tries += 1) {
      // A run that was lost meanwhile may be in these very hands again, under the same name and number.
      for (const page of pages) if (page.isLost()) page.settle("lost");
      pages = pages.filter((page) => !page.isLost());
      if (pages.length === 0) return;
      try {
        const since = performance.now();
        settle(pages, await writePages({ pool, broker, news }, pages, tries > 0));
        telemetry.wrote(sizesOf(pages, performance.now() - since));
        return;
      } catch (error) {
        // The statement for whole runs found a row of theirs; the one for everything takes it as it is.
        if (isDataError(error) && !(tries === 0 && isUniqueViolation(error))) break;
        log.warn({ err: error, runs: pages.length }, "the journal could not be written; trying again");
        telemetry.retriedWrite();
        await sleep(Math.min(firstBackoffMs * 2 ** tries, maxBackoffMs));
      }
    }
    if (pages.length > 1) {
      for (const page of pages) await writeOrSplit([page]);
      return;
    }
    await bury(pages[0]);
  }

  /** A page which the database refuses for its content ends its run with an error, and blocks nobody else. */
  async function bury(page: Page | undefined): Promise<void> {
    if (!page) return;
    log.error(idsOf(page.run), "the database refuses this run's journal");
    const error = {
      code: "internal",
      message: "What this run produced cannot be stored. The worker's log has details.",
    };
    const seq = page.lastSeq - page.events.length + 1;
    const events = [{ seq, at: performance.now(), data: { type: "run.failed" as const, error } }];
    const last = {
      ...page,
      lastSeq: seq,
      events,
      steps: [],
      blobs: [],
      approvals: [],
      ending: { status: "failed" as const, error },
    };
    await writePages({ pool, broker, news }, [last]).catch(() => {});
    page.settle("lost");
  }

  function settle(pages: readonly Page[], written: ReadonlySet<string>): void {
    for (const page of pages) page.settle(written.has(page.run.id) ? "written" : "lost");
  }

  return {
    open: (run, onLost) => new RunJournal(run, wake, onLost),
    async idle() {
      while (waiting.size > 0 || isWriting) {
        if (!isWriting) begin();
        await work;
      }
    },
  };
}

function sizesOf(pages: readonly Page[], ms: number): JournalWrite {
  const write = { pages: pages.length, steps: 0, events: 0, blobs: 0, ms };
  for (const { steps, events, blobs } of pages) {
    write.steps += steps.length;
    write.events += events.length;
    write.blobs += blobs.length;
  }
  return write;
}

/** SQLSTATE classes 22 (data), 23 (constraint) and 54 (limits), and what fails before it is sent: trying again helps nobody. */
function isDataError(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return /^(22|23|54)[0-9A-Z]{3}$/.test(codeOf(error));
}

const isUniqueViolation = (error: unknown) => codeOf(error) === "23505";
const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
