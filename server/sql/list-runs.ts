import { type RunStatus, unfinished } from "../../lib/run.ts";

const columns = `
  r.id, r."pipelineId", p.name AS "pipelineName", r."versionNumber", coalesce(q.state, r.status) AS status, r.trigger,
  r.error, coalesce(q."tokensIn", r."tokensIn") AS "tokensIn", coalesce(q."tokensOut", r."tokensOut") AS "tokensOut",
  r."createdAt", coalesce(r."startedAt", q."startedAt") AS "startedAt", r."finishedAt", r."createdBy", r."parentId",
  r."parentNode", r."parentIteration", r."parentIndex", r."resumedFrom"`;

const where = `
  r."workspaceId" = $1
  AND ($2::text IS NULL OR r."pipelineId" = $2)
  AND ($3::text[] IS NULL OR coalesce(q.state, r.status) = ANY($3))
  AND ($4::text[] IS NULL OR r.trigger = ANY($4))
  AND (NOT $5 OR r."versionNumber" IS NOT DISTINCT FROM $6)
  AND ($7::timestamptz IS NULL OR r."createdAt" >= $7)
  AND ($8::timestamptz IS NULL OR r."createdAt" < $8)
  AND ($9::timestamptz IS NULL OR (r."createdAt", r.id) < ($9, $10))`;

const statement = (name: string, from: string, parent: string) => ({
  name,
  text: `
    SELECT ${columns} FROM ${from} JOIN "Pipeline" p ON p.id = r."pipelineId"
    WHERE ${where} AND ${parent}
    ORDER BY r."createdAt" DESC, r.id DESC
    LIMIT $11`,
});

const all = `"Run" r LEFT JOIN "Queue" q ON q."runId" = r.id`;
const queue = `"Queue" q JOIN "Run" r ON r.id = q."runId"`;
const top = `r."parentId" IS NULL AND $12::text IS NULL`;

const lists = {
  all: statement("list-runs", all, top),
  /** What is not finished is in the queue, which is short; the history need not be looked through for it. */
  unfinished: statement("list-unfinished-runs", queue, `q."workspaceId" = $1 AND ${top}`),
  children: statement("list-child-runs", all, `r."parentId" = $12 AND r."parentId" IS NOT NULL`),
} as const;

/** A page of runs, newest first. Ids are UUIDs of version 7, so (createdAt, id) is a stable order. */
export function listRuns(ask: { statuses: readonly RunStatus[] | null; parentId: string | null }) {
  if (ask.parentId !== null) return lists.children;
  const isUnfinished = ask.statuses?.every((status) => unfinished.includes(status)) ?? false;
  return isUnfinished ? lists.unfinished : lists.all;
}
