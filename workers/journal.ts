/**
 * Group commit. Whatever all runs of this worker have to say goes to disk in one statement, two milliseconds after the
 * first word or at once when somebody waits for it; while it is on its way the next page fills. So one run alone waits
 * for nothing, and under load many runs share one commit.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type RunAdvanced, topics } from "../lib/messages.ts";
import type { Broker } from "../server/broker/broker.ts";
import { crashPoint } from "../server/crash-point.ts";
import { newId } from "../server/ids.ts";
import { jsonText } from "../server/json-text.ts";
import type { Log } from "../server/log.ts";
import { type ClaimedRun, idsOf } from "./claimed-run.ts";
import { type Page, RunJournal } from "./run-journal.ts";
import { writeJournal } from "./sql/write-journal.ts";
import type { JournalWrite, Telemetry } from "./telemetry.ts";

export type Journal = {
  open(run: ClaimedRun, onLost: () => void): RunJournal;
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>;
};

type Deps = { pool: pg.Pool; broker: Broker; log: Log; telemetry: Pick<Telemetry, "wrote" | "retriedWrite"> };
/** How long news that nobody waits for is held back for company. */
const tickMs = 2;
const maxBackoffMs = 2000;

export function makeJournal({ pool, broker, log, telemetry }: Deps): Journal {
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
    // Steps that end in the same turn of the event loop share a page.
    setImmediate(begin);
  }

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    isWriting = true;
    work = drain();
  }

  async function drain(): Promise<void> {
    while (waiting.size > 0) {
      const pages = [...waiting].map((journal) => journal.takePage());
      waiting.clear();
      await writeOrSplit(pages);
    }
    isWriting = false;
  }

  async function writeOrSplit(pages: readonly Page[]): Promise<void> {
    for (let backoff = 50; ; backoff = Math.min(backoff * 2, maxBackoffMs)) {
      try {
        const since = performance.now();
        settle(pages, await write(pool, pages));
        telemetry.wrote(sizesOf(pages, performance.now() - since));
        return;
      } catch (error) {
        if (isDataError(error)) break;
        log.warn({ err: error, runs: pages.length }, "the journal could not be written; trying again");
        telemetry.retriedWrite();
        await sleep(backoff);
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
    const written = await write(pool, [last]).catch(() => new Set<string>());
    if (written.size > 0) announce([last]);
    page.settle("lost");
  }

  function settle(pages: readonly Page[], written: ReadonlySet<string>): void {
    for (const page of pages) page.settle(written.has(page.run.id) ? "written" : "lost");
    announce(pages.filter((page) => written.has(page.run.id) && page.events.length > 0));
  }

  /** One broadcast a commit. What the broker loses, watchers find when they look by themselves. */
  function announce(pages: readonly Page[]): void {
    const messages = pages.map(({ run, lastSeq, ending }) => {
      const value: RunAdvanced = {
        runId: run.id,
        seq: lastSeq,
        finished: ending !== undefined && ending.status !== "waiting",
      };
      return { topic: topics.events, key: run.id, value };
    });
    broker.publish(messages).catch((error) => log.debug({ err: error }, "a broadcast was lost"));
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

async function write(pool: pg.Pool, pages: readonly Page[]): Promise<Set<string>> {
  const now = performance.now();
  const ago = (at: number | null) => (at === null ? null : now - at);
  const runs = pages.map(({ run, lastSeq, tokensIn, tokensOut, events, ending }) => ({
    id: run.id,
    token: run.token,
    worker: run.worker,
    wakes: run.wakes,
    first: lastSeq - events.length + 1,
    lastSeq,
    tokensIn,
    tokensOut,
    events: events.length === 0 ? null : events.map(({ at, data }) => [Math.round(now - at), data]),
    ...ending,
  }));
  const steps = pages.flatMap(({ run, steps }) =>
    steps.map(({ usage, startedAt, finishedAt, ...step }) => ({
      ...step,
      ...usage,
      runId: run.id,
      startedAgo: ago(startedAt),
      finishedAgo: ago(finishedAt),
    })),
  );
  const blobs = pages.flatMap((page) => page.blobs);
  const approvals = pages.flatMap(({ run, approvals }) =>
    approvals.map((row) => ({ ...row, id: newId(), runId: run.id, workspaceId: run.workspaceId })),
  );
  const values = [jsonText(runs), jsonText(steps), jsonText(blobs), jsonText(approvals)];
  passBy("before", pages);
  const { rows } = await pool.query<{ id: string }>({ ...writeJournal, values });
  passBy("after", pages);
  return new Set(rows.map((row) => row.id));
}

function passBy(side: "before" | "after", pages: readonly Page[]): void {
  crashPoint(`${side}-journal`);
  for (const { ending } of pages) if (ending) crashPoint(ending.status === "waiting" ? `${side}-park` : `${side}-end`);
}

/** SQLSTATE classes 22 (data), 23 (constraint) and 54 (limits), and what fails before it is sent: trying again helps nobody. */
function isDataError(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(22|23|54)[0-9A-Z]{3}$/.test(code);
}
