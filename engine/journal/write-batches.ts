import type pg from "pg";
import { topics } from "../../lib/messages.ts";
import type { RunError, Values } from "../../lib/run.ts";
import type { Broker, NoticeFrame, Notices } from "../../platform/broker/broker.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { Query } from "../../platform/database/sql-file.ts";
import { newId } from "../../platform/ids.ts";
import { type ChangeNotifier, makeChangeNotifier } from "./change-notifier.ts";
import { isEnd, type WriteBatch } from "./run-journal.ts";
import {
  findWrittenBatches,
  writeJournal,
  writeOneEnd,
  writeOneProgress,
  writeOneWholeRun,
  writeProgress,
  writeWholeRuns,
} from "./sql/statements.ts";
import { blobsText } from "./store-values.ts";

type Deps = { pool: pg.Pool; broker: Broker; notifier?: ChangeNotifier };

/**
 * Writes the batches of many runs in one statement and notifies the watchers. Answers the runs whose batches are written;
 * this worker has lost the others. What is `repeated` may have been written already, by a statement whose answer was lost.
 */
export async function writeBatches(deps: Deps, batches: readonly WriteBatch[], repeated = false): Promise<Set<string>> {
  const { pool, broker, notifier = makeChangeNotifier(broker) } = deps;
  if (!repeated) return await sendBatches({ pool, broker, notifier }, batches, false);
  // The statement may have been carried out, and only its answer was lost: what is written is not sent again.
  const written = await findWritten(pool, batches);
  const known = batches.filter(({ run }) => written.has(run.id));
  if (known.length > 0) notifier.onWritten(known, undefined);
  const rest = batches.filter(({ run }) => !written.has(run.id));
  const sent = rest.length === 0 ? [] : await sendBatches({ pool, broker, notifier }, rest, true);
  return new Set([...written, ...sent]);
}

async function sendBatches(
  { pool, broker, notifier }: Required<Deps>,
  batches: readonly WriteBatch[],
  repeated: boolean,
): Promise<Set<string>> {
  const rows = rowsOf(batches, repeated);
  const kind = kindOf(batches, rows);
  // The statement itself notifies of ends that carry their outcome.
  const frame = kind === "whole" || kind === "end" ? broker.noticeFrame?.(topics.events) : undefined;
  const others = frame ? batches.filter(({ run }) => !run.isAwaited) : batches;
  if (others.length < batches.length) notifier.forget(batches.filter(({ run }) => run.isAwaited));
  const changes = notifier.withCommit(others);
  const notices = broker.notices?.(changes.messages);
  passBy("before", batches);
  const query = queryFor(rows, { kind, frame, notices });
  const { rows: answered } = await pool.query<{ id: string }>(query);
  const written = new Set(answered.map((row) => row.id));
  if (repeated && written.size < batches.length) {
    const unknown = batches.filter(({ run, ending }) => ending && !written.has(run.id));
    for (const id of await findWritten(pool, unknown)) written.add(id);
  }
  passBy("after", batches);
  // There must be no notification of an end that was not written.
  const areAll = written.size === batches.length;
  const sent = notices !== undefined && areAll ? changes : undefined;
  notifier.onWritten(areAll ? others : others.filter(({ run }) => written.has(run.id)), sent);
  return written;
}

/** The common cases: all runs are new and have ended, a single one ends, or all continue or wait. Undefined otherwise. */
type Kind = "whole" | "end" | "on" | undefined;

function kindOf(batches: readonly WriteBatch[], { blobs, approvals, isAgain }: Rows): Kind {
  if (isAgain || blobs.length + approvals.length > 0) return undefined;
  if (batches.every(isWholeRun)) return "whole";
  if (!batches.some(isEnd)) return "on";
  return batches.length === 1 ? "end" : undefined;
}

type Notifying = { kind: Kind; frame: NoticeFrame | undefined; notices: Notices | undefined };

function queryFor(rows: Rows, { kind, frame, notices }: Notifying): Query {
  const [one] = rows.runs.length === 1 ? rows.runs : [];
  const { steps } = rows;
  const { channels, payloads } = notices ?? { channels: [], payloads: [] };
  const awaited = frame ?? { channel: null, before: null, after: null, most: 0 };
  if (one && kind && one.status !== "waiting") {
    const batch = { ...one, steps, events: one.events && jsonText(one.events), channels, payloads };
    const { status } = one;
    if (kind === "on" || status === undefined) return writeOneProgress(batch);
    const [output, error] = [one.output, one.error].map((value) => (value === undefined ? null : jsonText(value)));
    const end = { ...batch, ...awaited, status, output, error, isAwaited: one.isAwaited ?? false };
    return kind === "whole" ? writeOneWholeRun(end) : writeOneEnd(end);
  }
  const batches = { runs: rows.runs, steps, channels, payloads };
  if (kind === "on") return writeProgress(batches);
  if (kind === "whole") return writeWholeRuns({ ...batches, ...awaited });
  return writeJournal({ ...batches, blobs: blobsText(rows.blobs), approvals: jsonText(rows.approvals) });
}

/** From the first step to the end in a run's first tenure: none of its rows exists. */
function isWholeRun(batch: WriteBatch): boolean {
  return isEnd(batch) && batch.run.isNew && batch.lastSeq === batch.events.length + 1;
}

/**
 * Batches that are written although their answer was lost. A batch without events leaves no mark in its run's row unless it
 * is the last, so it counts as unwritten.
 */
async function findWritten(pool: pg.Pool, batches: readonly WriteBatch[]): Promise<Set<string>> {
  const marked = batches.filter(({ events, ending }) => ending || events.length > 0);
  if (marked.length === 0) return new Set();
  const query = findWrittenBatches({
    ids: marked.map(({ run }) => run.id),
    tokens: marked.map(({ run }) => run.token),
    workers: marked.map(({ run }) => run.worker),
    lastSeqs: marked.map(({ lastSeq }) => lastSeq),
    statuses: marked.map(({ ending }) => ending?.status ?? "running"),
  });
  const { rows } = await pool.query<{ id: string }>(query);
  return new Set(rows.map(({ id }) => id));
}

type Rows = ReturnType<typeof rowsOf>;

function rowsOf(batches: readonly WriteBatch[], isAgain: boolean) {
  const runs = batches.map(({ run, isClaim, clock, lastSeq, totals, events, ending }) => ({
    id: run.id,
    token: run.token,
    worker: run.worker,
    wakes: run.wakes,
    first: lastSeq - events.length + 1,
    lastSeq,
    again: isAgain,
    isInlineClaim: isClaim,
    isAwaited: run.isAwaited,
    runStartedAgo: clock.now(),
    anchor: run.anchor,
    ...totals,
    ...entriesOf(events),
    ...columnsOf(ending),
  }));
  const steps = batches.flatMap(({ run, steps }) =>
    steps.map(({ usage, startedAt, finishedAt, waitUntil, ...step }) => ({
      ...step,
      ...usage,
      runId: run.id,
      startedMs: startedAt,
      finishedMs: finishedAt,
      waitUntilMs: waitUntil,
    })),
  );
  const blobs = batches.flatMap((batch) => batch.blobs);
  const approvals = batches.flatMap(({ run, approvals }) =>
    approvals.map((row) => ({ ...row, id: newId(), runId: run.id, workspaceId: run.workspaceId })),
  );
  return { runs, steps, blobs, approvals, isAgain };
}

/** Events as they are stored: each by how many milliseconds it was before the last of them. */
function entriesOf(events: WriteBatch["events"]) {
  const lastMs = events.at(-1)?.at ?? null;
  return { lastMs, events: lastMs === null ? null : events.map(({ at, data }) => [lastMs - at, data]) };
}

type EndColumns = { status?: string; output?: Values; error?: RunError; waitMs?: number | null };
const columnsOf = (ending: WriteBatch["ending"]): EndColumns => ending ?? {};

function passBy(side: "before" | "after", batches: readonly WriteBatch[]): void {
  crashPoint(`${side}-journal`);
  for (const { ending } of batches)
    if (ending) crashPoint(ending.status === "waiting" ? `${side}-park` : `${side}-end`);
}
