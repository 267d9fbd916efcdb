import type pg from "pg";
import { topics } from "../lib/messages.ts";
import type { Broker } from "../server/broker/broker.ts";
import { crashPoint } from "../server/crash-point.ts";
import { newId } from "../server/ids.ts";
import { jsonText } from "../server/json-text.ts";
import { makeNews, type News } from "./news.ts";
import { isEnd, type Page } from "./run-journal.ts";
import { findWritten, writeJournal, writeProgress, writeWholeRuns } from "./sql/write-journal.ts";

type Deps = { pool: pg.Pool; broker: Broker; news?: News };

/** A connection that says nothing for so long is given up, and the page sent again on another. */
const answerMs = 10_000;

/**
 * Writes pages of many runs in one statement and tells the watchers. Answers the runs whose pages are written; the others
 * are not ours any more. What is `repeated` may have been written already, by a statement whose answer was lost.
 */
export async function writePages(
  { pool, broker, news = makeNews(broker) }: Deps,
  pages: readonly Page[],
  repeated = false,
): Promise<Set<string>> {
  const { runs, steps, blobs, approvals } = rowsOf(pages, repeated);
  const isCommon = !repeated && blobs.length + approvals.length === 0;
  const areWhole = isCommon && pages.every(isWholeRun);
  const areOn = isCommon && !pages.some(isEnd);
  // Ends that bring along what came of the run are told by the statement itself.
  const frame = areWhole ? broker.noticeFrame?.(topics.events) : undefined;
  const others = frame ? pages.filter(({ run }) => !run.isAwaited) : pages;
  const told = news.of(others);
  const notices = broker.notices?.(told);
  passBy("before", pages);
  const values = [jsonText(runs), jsonText(steps), notices?.channels ?? [], notices?.payloads ?? []];
  const whole = { ...writeWholeRuns, values: [...values, frame?.channel, frame?.before, frame?.after, frame?.most] };
  const progress = { ...writeProgress, values };
  const anything = { ...writeJournal, values: [...values, jsonText(blobs), jsonText(approvals)] };
  const query = areOn ? progress : areWhole ? whole : anything;
  const timed = { ...query, query_timeout: answerMs };
  const { rows } = await pool.query<{ id: string }>(timed);
  const written = new Set(rows.map((row) => row.id));
  if (repeated && written.size < pages.length) await addLastWords(pool, pages, written);
  passBy("after", pages);
  // Nobody may hear that a run has ended which is not ours any more.
  const areAll = written.size === pages.length;
  const isTold = notices !== undefined && told.length > 0 && areAll;
  news.written(areAll ? others : others.filter(({ run }) => written.has(run.id)), isTold);
  return written;
}

/** From the first step to the end in a run's first life: none of its rows is there. */
function isWholeRun(page: Page): boolean {
  return isEnd(page) && page.run.isNew && page.lastSeq === page.events.length + 1;
}

/** Runs that have ended, or wait, by a page of ours are in the queue no more, so that the same page finds no row to fence. */
async function addLastWords(pool: pg.Pool, pages: readonly Page[], written: Set<string>): Promise<void> {
  const unsure = pages.filter(({ run, ending }) => ending && !written.has(run.id));
  const values = [
    unsure.map(({ run }) => run.id),
    unsure.map(({ run }) => run.token),
    unsure.map(({ run }) => run.worker),
    unsure.map(({ lastSeq }) => lastSeq),
    unsure.map(({ ending }) => ending?.status),
  ];
  const { rows } = await pool.query<{ id: string }>({ ...findWritten, values });
  for (const { id } of rows) written.add(id);
}

function rowsOf(pages: readonly Page[], repeated: boolean) {
  const now = performance.now();
  const ago = (at: number | null) => (at === null ? null : now - at);
  const runs = pages.map(({ run, isClaim, begunAt, lastSeq, tokensIn, tokensOut, events, ending }) => ({
    id: run.id,
    token: run.token,
    worker: run.worker,
    wakes: run.wakes,
    first: lastSeq - events.length + 1,
    lastSeq,
    again: repeated,
    byBell: isClaim,
    isAwaited: run.isAwaited,
    begunAgo: ago(begunAt),
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
  return { runs, steps, blobs, approvals };
}

function passBy(side: "before" | "after", pages: readonly Page[]): void {
  crashPoint(`${side}-journal`);
  for (const { ending } of pages) if (ending) crashPoint(ending.status === "waiting" ? `${side}-park` : `${side}-end`);
}
