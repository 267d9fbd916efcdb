import { isFinished, type RunStatus, type Trigger, unfinished } from "../../../lib/run.ts";
import { summaryList } from "../../run-columns.ts";
import { previewSource } from "../input-preview.ts";

export type ListAsk = {
  workspaceId: string;
  pipelineId?: string | undefined;
  statuses?: readonly RunStatus[] | undefined;
  triggers?: readonly Trigger[] | undefined;
  /** null is the draft. */
  version?: number | null | undefined;
  /** Text in its id, input, output or error. */
  search?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Where the page before ended. */
  after?: { at: string; id: string } | undefined;
  parentId?: string | undefined;
  limit: number;
  /** How many runs are scanned for one page, at most, when no index covers the filter. */
  scanLimit: number;
};

type Statement = { text: string; values: unknown[] };
/** Adds a value to those of the statement; gives the place that stands for it in the text. */
type Put = (value: unknown) => string;

const withQueue = `LEFT JOIN "Queue" q ON q."runId" = r.id`;
const withPipeline = `JOIN "Pipeline" p ON p.id = r."pipelineId"`;

/** Ids are UUIDs of version 7, so (createdAt, id) is a stable order; it is the one of the indexes. */
const newestFirst = `ORDER BY r."createdAt" DESC, r.id DESC`;

/**
 * `page`: runs, newest first. `edge`: the place of the last run that was scanned for a page that did not get full; it
 * finds none when all were scanned. Only what is asked for stands in the texts: with “$1 IS NULL OR …”
 * Postgres can go by no index once it plans a statement for all values.
 */
export function listRuns(ask: ListAsk): { page: Statement; edge?: Statement } {
  if (!isFiltered(ask)) return { page: pageOfAll(ask) };
  const isUnfinished = ask.statuses?.every((status) => unfinished.includes(status));
  return isUnfinished ? { page: pageOfQueue(ask) } : { page: pageOfSome(ask), edge: edgeOfSome(ask) };
}

const isFiltered = ({ statuses, triggers, version, search }: ListAsk) =>
  statuses !== undefined || triggers !== undefined || version !== undefined || search !== undefined;

/** Counts what the pages have, up to `limit`; of a filter without an index, in the newest `scanLimit` runs. */
export function countRuns(ask: ListAsk): Statement {
  return withValues((put) => {
    const scanned = `SELECT r.* FROM "Run" r WHERE ${whereIndexed(ask, put)}`;
    const from = isFiltered(ask)
      ? `(${scanned} ${newestFirst} LIMIT ${put(ask.scanLimit)}) r ${withQueue} WHERE ${whereFiltered(ask, put)}`
      : `"Run" r WHERE ${whereIndexed(ask, put)}`;
    return `
      SELECT (SELECT count(*)::int FROM (SELECT 1 FROM ${from} LIMIT ${put(ask.limit)}) c) AS count,
             EXISTS (${scanned} ${newestFirst} OFFSET ${put(ask.scanLimit)}) AS "isDeep"`;
  });
}

const listed = `${summaryList}, left(r.input::text, ${previewSource}) AS "inputStart"`;

function pageOfAll(ask: ListAsk): Statement {
  return withValues(
    (put) => `
      SELECT ${listed} FROM "Run" r ${withQueue} ${withPipeline}
      WHERE ${whereIndexed(ask, put)} ${newestFirst} LIMIT ${put(ask.limit)}`,
  );
}

/** What is not finished is in the queue, which is short; the history need not be scanned for it. */
function pageOfQueue(ask: ListAsk): Statement {
  return withValues(
    (put) => `
      SELECT ${listed} FROM "Queue" q JOIN "Run" r ON r.id = q."runId" ${withPipeline}
      WHERE q."workspaceId" = ${put(ask.workspaceId)} AND ${whereIndexed(ask, put)} AND ${whereFiltered(ask, put)}
      ${newestFirst} LIMIT ${put(ask.limit)}`,
  );
}

function pageOfSome(ask: ListAsk): Statement {
  return withValues(
    (put) => `
      SELECT ${listed}
      FROM (SELECT r.* FROM "Run" r WHERE ${whereIndexed(ask, put)} ${newestFirst} LIMIT ${put(ask.scanLimit)}) r
      ${withQueue} ${withPipeline}
      WHERE ${whereFiltered(ask, put)} ${newestFirst} LIMIT ${put(ask.limit)}`,
  );
}

function edgeOfSome(ask: ListAsk): Statement {
  return withValues(
    (put) => `
      SELECT r."createdAt", r.id FROM "Run" r
      WHERE ${whereIndexed(ask, put)} ${newestFirst} OFFSET ${put(ask.scanLimit - 1)}::int LIMIT 1`,
  );
}

/** What an index knows: whose runs, of what time, and from where on. */
function whereIndexed({ workspaceId, parentId, pipelineId, from, to, after }: ListAsk, put: Put): string {
  return all(
    `r."workspaceId" = ${put(workspaceId)}`,
    parentId === undefined ? `r."parentId" IS NULL` : `r."parentId" = ${put(parentId)}`,
    pipelineId !== undefined && `r."pipelineId" = ${put(pipelineId)}`,
    from !== undefined && `r."createdAt" >= ${put(from)}::timestamptz`,
    to !== undefined && `r."createdAt" < ${put(to)}::timestamptz`,
    after && `(r."createdAt", r.id) < (${put(after.at)}::timestamptz, ${put(after.id)})`,
  );
}

/** What is checked run by run: an index on it would be one more to be written for every run. */
function whereFiltered({ statuses, triggers, version, search }: ListAsk, put: Put): string {
  const status = statuses?.every(isFinished) ? "r.status" : "coalesce(q.state, r.status)";
  return all(
    statuses && `${status} = ANY(${put(statuses)})`,
    triggers && `r.trigger = ANY(${put(triggers)})`,
    version !== undefined && `r."versionNumber" IS NOT DISTINCT FROM ${put(version)}::int`,
    search !== undefined && whereHolds(search, put),
  );
}

/** The stored JSON is searched as the text that it is: taking values out of it would fail for a lone surrogate. */
function whereHolds(search: string, put: Put): string {
  const inJson = put(JSON.stringify(search).slice(1, -1).toLowerCase());
  const stored = ["input", "output", "error"].map((name) => `strpos(lower(r.${name}::text), ${inJson}) > 0`);
  return `(strpos(r.id, ${put(search.toLowerCase())}) > 0 OR ${stored.join(" OR ")})`;
}

const all = (...conditions: (string | false | undefined)[]) => conditions.filter(Boolean).join(" AND ");

function withValues(write: (put: Put) => string): Statement {
  const values: unknown[] = [];
  const text = write((value) => `$${values.push(value)}`);
  return { text, values };
}
