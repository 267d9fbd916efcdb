import type pg from "pg";
import type { Json } from "../lib/json.ts";
import { topics } from "../lib/messages.ts";
import type { RunError, Values } from "../lib/run.ts";
import type { Broker, NoticeFrame, Notices } from "../server/broker/broker.ts";
import { crashPoint } from "../server/crash-point.ts";
import { newId } from "../server/ids.ts";
import { jsonText } from "../server/json-text.ts";
import { makeNews, type News } from "./news.ts";
import { isEnd, type Page } from "./run-journal.ts";
import { findWritten, writeJournal, writeProgress, writeWholeRuns } from "./sql/write-journal.ts";
import { writeOneEnd, writeOneProgress, writeOneWholeRun } from "./sql/write-one-page.ts";

type Deps = { pool: pg.Pool; broker: Broker; news?: News };

/** Bytes of what came of a run that go with the news of its end; a hundred of them have to fit into a megabyte of Kafka. */
const mostAlong = 5000;
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
  const rows = rowsOf(pages, repeated);
  const kind = kindOf(pages, rows);
  // Ends that bring along what came of the run are told by the statement itself, where the broker is the database.
  const frame = kind === "whole" || kind === "end" ? broker.noticeFrame?.(topics.events) : undefined;
  const others = frame ? pages.filter(({ run }) => !run.isAwaited) : pages;
  if (others.length < pages.length) news.forget(pages.filter(({ run }) => run.isAwaited));
  const told = news.of(others);
  const notices = broker.notices?.(told);
  passBy("before", pages);
  const timed = { ...queryFor(rows, { kind, frame, notices }), query_timeout: answerMs };
  const { rows: answered } = await pool.query<{ id: string; outcome?: Json }>(timed);
  const written = new Set(answered.map((row) => row.id));
  if (repeated && written.size < pages.length) await addLastWords(pool, pages, written);
  passBy("after", pages);
  // Nobody may hear that a run has ended which is not ours any more.
  const areAll = written.size === pages.length;
  const isTold = notices !== undefined && told.length > 0 && areAll;
  const outcomes = Object.fromEntries(answered.flatMap(({ id, outcome }) => (outcome ? [[id, outcome]] : [])));
  news.written(areAll ? others : others.filter(({ run }) => written.has(run.id)), isTold, outcomes);
  return written;
}

/** The common cases: all runs are new and have ended, one alone ends, or all go on or wait. Undefined for anything else. */
type Kind = "whole" | "end" | "on" | undefined;

function kindOf(pages: readonly Page[], { blobs, approvals, isAgain }: Rows): Kind {
  if (isAgain || blobs.length + approvals.length > 0) return undefined;
  if (pages.every(isWholeRun)) return "whole";
  if (!pages.some(isEnd)) return "on";
  return pages.length === 1 ? "end" : undefined;
}

type Telling = { kind: Kind; frame: NoticeFrame | undefined; notices: Notices | undefined };

function queryFor({ runs, steps, blobs, approvals }: Rows, { kind, frame, notices }: Telling): pg.QueryConfig {
  const [one] = runs.length === 1 ? runs : [];
  const notifyParams = [notices?.channels ?? [], notices?.payloads ?? []];
  const framed = [frame?.channel, frame?.before, frame?.after, frame?.most ?? mostAlong];
  if (one && kind && one.status !== "waiting") {
    const { id, token, worker, first, lastSeq, tokensIn, tokensOut, isInlineClaim, begunAgo, events, status } = one;
    const fence = [id, token, worker, first, lastSeq, tokensIn, tokensOut, isInlineClaim, begunAgo];
    const values = [jsonText(steps), ...fence, events && jsonText(events), ...notifyParams];
    if (kind === "on") return { ...writeOneProgress, values };
    const [output, error] = [one.output, one.error].map((value) => (value === undefined ? null : jsonText(value)));
    const text = kind === "whole" ? writeOneWholeRun : writeOneEnd;
    return { ...text, values: [...values, status, output, error, one.isAwaited ?? false, ...framed] };
  }
  const values = [jsonText(runs), jsonText(steps), ...notifyParams];
  if (kind === "on") return { ...writeProgress, values };
  if (kind === "whole") return { ...writeWholeRuns, values: [...values, ...framed] };
  return { ...writeJournal, values: [...values, jsonText(blobs), jsonText(approvals)] };
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

type Rows = ReturnType<typeof rowsOf>;

function rowsOf(pages: readonly Page[], isAgain: boolean) {
  const now = performance.now();
  const ago = (at: number | null) => (at === null ? null : now - at);
  const runs = pages.map(({ run, isClaim, begunAt, lastSeq, tokensIn, tokensOut, events, ending }) => ({
    id: run.id,
    token: run.token,
    worker: run.worker,
    wakes: run.wakes,
    first: lastSeq - events.length + 1,
    lastSeq,
    again: isAgain,
    isInlineClaim: isClaim,
    isAwaited: run.isAwaited,
    begunAgo: ago(begunAt),
    tokensIn,
    tokensOut,
    events: events.length === 0 ? null : events.map(({ at, data }) => [Math.round(now - at), data]),
    ...columnsOf(ending),
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
  return { runs, steps, blobs, approvals, isAgain };
}

type EndColumns = { status?: string; output?: Values; error?: RunError; waitMs?: number | null };
const columnsOf = (ending: Page["ending"]): EndColumns => ending ?? {};

function passBy(side: "before" | "after", pages: readonly Page[]): void {
  crashPoint(`${side}-journal`);
  for (const { ending } of pages) if (ending) crashPoint(ending.status === "waiting" ? `${side}-park` : `${side}-end`);
}
