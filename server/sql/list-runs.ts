import { isFinished, type RunStatus, type Trigger, unfinished } from "../../lib/run.ts";

export type ListAsk = {
  workspaceId: string;
  pipelineId?: string | undefined;
  statuses?: readonly RunStatus[] | undefined;
  triggers?: readonly Trigger[] | undefined;
  /** null is the draft. */
  version?: number | null | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Where the page before ended. */
  after?: { at: string; id: string } | undefined;
  parentId?: string | undefined;
  limit: number;
  /** How many runs are looked at for one page, at most, when no index knows what is asked for. */
  sieve: number;
};

type Statement = { name: string; text: string; values: unknown[] };
/** A letter for the name of the statement, and SQL with a $ for each value. */
type Condition = readonly [letter: string, sql: string, ...values: unknown[]];

const columns = `
  r.id, r."pipelineId", p.name AS "pipelineName", r."versionNumber", coalesce(q.state, r.status) AS status, r.trigger,
  r.error, coalesce(q."tokensIn", r."tokensIn") AS "tokensIn", coalesce(q."tokensOut", r."tokensOut") AS "tokensOut",
  r."createdAt", coalesce(r."startedAt", q."startedAt") AS "startedAt", r."finishedAt", r."createdBy", r."parentId",
  r."parentNode", r."parentIteration", r."parentIndex", r."resumedFrom"`;

/** Ids are UUIDs of version 7, so (createdAt, id) is a stable order; it is the one of the indexes. */
const newestFirst = `ORDER BY r."createdAt" DESC, r.id DESC`;

const queueOf = `LEFT JOIN "Queue" q ON q."runId" = r.id`;

/**
 * `page`: runs, newest first. `edge`: the place of the last run that was looked at for a page that did not get full; it
 * finds none when there was nothing more to look at. Only what is asked for stands in the texts: with “$1 IS NULL OR …”
 * Postgres can go by no index once it plans a statement for all values.
 */
export function listRuns(ask: ListAsk): { page: Statement; edge?: Statement } {
  const [known, rest] = [indexed(ask), sieved(ask)];
  if (rest.length === 0) {
    const page = statement("list-runs", [known], [ask.limit], ([where], [limit]) =>
      select(`"Run" r ${queueOf}`, where, limit),
    );
    return { page };
  }
  if (isUnfinished(ask)) {
    // What is not finished is in the queue, which is short; the history need not be looked through for it.
    const all: Condition[] = [...known, ["q", `q."workspaceId" = $`, ask.workspaceId], ...rest];
    const page = statement("list-queue", [all], [ask.limit], ([where], [limit]) =>
      select(`"Queue" q JOIN "Run" r ON r.id = q."runId"`, where, limit),
    );
    return { page };
  }
  const page = statement("list-some-runs", [known, rest], [ask.sieve, ask.limit], ([where, test], [sieve, limit]) =>
    select(`(SELECT r.* FROM "Run" r WHERE ${where} ${newestFirst} LIMIT ${sieve}) r ${queueOf}`, test, limit),
  );
  const edge = statement(
    "list-edge",
    [known],
    [ask.sieve - 1],
    ([where], [skip]) =>
      `SELECT r."createdAt", r.id FROM "Run" r WHERE ${where} ${newestFirst} OFFSET ${skip}::int LIMIT 1`,
  );
  return { page, edge };
}

/** Conditions that an index knows: whose runs, of what time, and from where on. */
function indexed({ workspaceId, pipelineId, parentId, from, to, after }: ListAsk): Condition[] {
  return [
    ["w", `r."workspaceId" = $`, workspaceId],
    parentId === undefined ? ["", `r."parentId" IS NULL`] : ["c", `r."parentId" = $`, parentId],
    ...when(pipelineId, (id) => ["p", `r."pipelineId" = $`, id]),
    ...when(from, (at) => ["f", `r."createdAt" >= $::timestamptz`, at]),
    ...when(to, (at) => ["t", `r."createdAt" < $::timestamptz`, at]),
    ...when(after, ({ at, id }) => ["a", `(r."createdAt", r.id) < ($::timestamptz, $)`, at, id]),
  ];
}

/** Conditions that are looked up run by run: an index on them would be one more to be written for every run. */
function sieved({ statuses, triggers, version }: ListAsk): Condition[] {
  const status = statuses?.every(isFinished) ? "r.status" : "coalesce(q.state, r.status)";
  return [
    ...when(statuses, (all) => [status === "r.status" ? "e" : "s", `${status} = ANY($)`, all]),
    ...when(triggers, (all) => ["g", "r.trigger = ANY($)", all]),
    ...when(version, (number) => ["v", `r."versionNumber" IS NOT DISTINCT FROM $::int`, number]),
  ];
}

const isUnfinished = ({ statuses }: ListAsk) => statuses?.every((status) => unfinished.includes(status)) ?? false;

function when<Value>(value: Value | undefined, make: (value: Value) => Condition): Condition[] {
  return value === undefined ? [] : [make(value)];
}

function select(from: string, where: string | undefined, limit: string | undefined): string {
  return `SELECT ${columns} FROM ${from} JOIN "Pipeline" p ON p.id = r."pipelineId" WHERE ${where} ${newestFirst} LIMIT ${limit}`;
}

function statement(
  kind: string,
  groups: readonly Condition[][],
  more: readonly unknown[],
  write: (wheres: string[], more: string[]) => string,
): Statement {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${values.push(value)}`;
  const wheres = groups.map((group) =>
    group
      .map(([, sql, ...given]) => {
        let at = 0;
        return sql.replaceAll("$", () => put(given[at++]));
      })
      .join(" AND "),
  );
  const text = write(wheres, more.map(put));
  const letters = groups.flatMap((group) => group.map(([letter]) => letter));
  return { name: `${kind} ${letters.join("")}`, text, values };
}
