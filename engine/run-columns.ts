/**
 * The columns of a run, each in one line: its SQL type, how it is read, and what becomes of it. The lists in statements and
 * the schemas of rows are made from it, and views name only what differs. A new column is a line here, one in
 * prisma/schema.prisma and a migration; one that clients see needs its line in their contract too (lib/views/run-views.ts).
 * One that is set later goes into the statements that set it too; one with `isInserted` into StartAsk, one with `isClaimed`
 * into ClaimedRun, NewRun and queue/inline-claim.ts, one with `inQueue` into the model Queue (CONTRIBUTING.md).
 */
import { z } from "zod";
import { Budget } from "../lib/models/budget.ts";
import { RunError, RunStatus, Trigger } from "../lib/run.ts";
import type { RunOutcome, RunSummary } from "../lib/views/run-views.ts";
import { type ColumnType, columnTable, quoted, storedTime, storedValues } from "./columns.ts";

type Uses = {
  /** The column of the queue that has its value until the run has finished. */
  inQueue?: string;
  /** It is given when the run is accepted. */
  isInserted?: true;
  /** A worker is told of it by its claim. */
  isClaimed?: true;
  /** A resumed run takes it over for each child run that had succeeded. */
  isCopied?: true;
  /** It is no column of the run: it is the name of its pipeline. */
  isPipelineName?: true;
};
const table = columnTable<Uses & { type: ColumnType }>();
const column = <Schema extends z.ZodType>(type: ColumnType, schema: Schema, uses: Uses = {}): Schema =>
  table.add({ type, ...uses }, schema);

/** What a list of runs has of each. */
export const SummaryRow = z.object({
  id: column("text", z.string(), { isInserted: true, isClaimed: true }),
  pipelineId: column("text", z.string(), { isInserted: true, isClaimed: true, isCopied: true }),
  pipelineName: column("text", z.string(), { isPipelineName: true }),
  versionNumber: column("int", z.number().nullable(), { isInserted: true }),
  status: column("text", RunStatus, { inQueue: "state", isCopied: true }),
  trigger: column("text", Trigger, { isInserted: true, isCopied: true }),
  triggerNode: column("text", z.string().nullable(), { isInserted: true, isClaimed: true }),
  error: column("json", RunError.nullable()),
  tokensIn: column("int", z.number(), { inQueue: "tokensIn", isCopied: true }),
  tokensOut: column("int", z.number(), { inQueue: "tokensOut", isCopied: true }),
  costUsd: column("float8", z.number(), { inQueue: "costUsd", isCopied: true }),
  tokensPriced: column("int", z.number(), { inQueue: "tokensPriced", isCopied: true }),
  createdAt: column("timestamptz", storedTime()),
  startedAt: column("timestamptz", storedTime().nullable(), { inQueue: "startedAt", isCopied: true }),
  finishedAt: column("timestamptz", storedTime().nullable(), { isCopied: true }),
  createdBy: column("text", z.string().nullable(), { isInserted: true }),
  parentId: column("text", z.string().nullable(), { isInserted: true, isClaimed: true }),
  parentNode: column("text", z.string().nullable(), { isInserted: true, isCopied: true }),
  parentIteration: column("text", z.string().nullable(), { isInserted: true, isCopied: true }),
  parentIndex: column("int", z.number().nullable(), { isInserted: true, isCopied: true }),
  resumedFrom: column("text", z.string().nullable(), { isInserted: true }),
});
export type SummaryRow = z.infer<typeof SummaryRow>;

/** What is read of a run by itself, and what the notification of its end carries; `workspaceId` is not shown. */
export const OutcomeRow = SummaryRow.extend({
  workspaceId: column("text", z.string(), { isInserted: true, isClaimed: true, isCopied: true }),
  snapshotId: column("text", z.string(), { isInserted: true, isClaimed: true, isCopied: true }),
  shareLinkId: column("text", z.string().nullable(), { isInserted: true }),
  cancelRequested: column("boolean", z.boolean(), { inQueue: "cancelRequested" }),
  lastSeq: column("int", z.number(), { inQueue: "lastSeq" }),
  input: column("json", storedValues(), { isInserted: true, isClaimed: true, isCopied: true }),
  output: column("json", storedValues().nullable(), { isCopied: true }),
});
export type OutcomeRow = z.infer<typeof OutcomeRow>;

/** All columns: with those that no view has. */
const WholeRow = OutcomeRow.extend({
  idempotencyKey: column("text", z.string().nullable(), { isInserted: true }),
  queueSeconds: column("int", z.number().nullable(), { isInserted: true }),
  traceparent: column("text", z.string().nullable(), { isInserted: true, isClaimed: true }),
  budget: column("json", Budget.nullable(), { isInserted: true, isClaimed: true }),
  token: column("int", z.number(), { inQueue: "token" }),
  worker: column("text", z.string().nullable(), { inQueue: "worker" }),
});

export const runColumns = table.of(WholeRow);
const inserted = runColumns.filter(({ isInserted }) => isInserted);
const claimed = runColumns.filter(({ isClaimed }) => isClaimed);
const copied = runColumns.filter(({ isCopied }) => isCopied);

type Sources = { run: string; queue?: string; pipelineName: string };

/** What to select for rows of this schema, from these aliases. */
function select(row: z.ZodObject, { run, queue, pipelineName }: Sources): string {
  const items = table.of(row).map(({ name, inQueue, isPipelineName }) => {
    const own = `${run}.${quoted(name)}`;
    if (isPipelineName) return `${pipelineName} AS ${quoted(name)}`;
    return queue && inQueue ? `coalesce(${queue}.${quoted(inQueue)}, ${own}) AS ${quoted(name)}` : own;
  });
  return items.join(", ");
}

/** Of a run with the name of its pipeline, where that is not joined. */
const nameFor = (run: string) => `(SELECT name FROM "Pipeline" WHERE id = ${run}."pipelineId")`;
/**
 * Whether the worker that holds a due row of the queue has ended: the claim is another's, and no heartbeat came lately and since
 * the lease ran out. One that has released the run, as for a deployment, has left no name; one that was asked to stop and did not
 * come to it was not ended by a step either.
 */
const isLoss = `coalesce(state = 'running' AND worker <> :worker AND NOT EXISTS (
           SELECT FROM "Worker" w WHERE w.id = worker AND (
             w."drainingAt" IS NOT NULL OR w."seenAt" > greatest("dueAt", now() - interval '5 seconds'))), false)`;
/**
 * Whether the tenure of a run that is claimed may be the last try of a step, by what is known before the run is loaded: one
 * end fewer than those after which it fails (engine/tenure/suspects.ts).
 */
const isLastTry = (loss: string) => `(losses > 0 AND losses + (${loss})::int - coalesce((suspects ->> 'losses')::int, 0)
           + coalesce((suspects ->> 'blind')::float8, 0)
           + coalesce((SELECT max((step.value ->> 'times')::float8) FROM json_each(suspects -> 'steps') step), 0) >= 2)`;
/**
 * Whether the connection that carried a worker's last heartbeat is open. The start of a session of another database user is
 * not shown; it counts as the same.
 */
export const connected = (row: string) => `EXISTS (
           SELECT FROM pg_stat_get_activity(${row}."sessionPid") s
           WHERE s.backend_start IS NULL OR s.backend_start = ${row}."sessionAt")`;
/** When a run that is claimed has started: now, unless an earlier tenure of it has recorded something. */
const startOf = (row: string) =>
  `CASE WHEN ${row}."lastSeq" > 1 THEN coalesce(${row}."startedAt", now()) ELSE greatest(${row}."createdAt", now()) END`;
/**
 * The time from which the tenure counts that claims this row of the queue, in milliseconds since 1970: now, but not before
 * anything that is recorded of the run.
 */
const anchorOf = (row: string) => {
  const lastEvent = `(SELECT e.at FROM "RunEvent" e WHERE e."runId" = ${row}."runId" ORDER BY e.seq DESC LIMIT 1)`;
  // A run of which nothing else is recorded has the event that it was accepted with, and has started since.
  const recorded = `CASE WHEN ${row}."lastSeq" > 1 THEN ${lastEvent} END`;
  return `(extract(epoch FROM greatest(${row}."startedAt", date_trunc('milliseconds', now()), ${recorded})) * 1000)::float8`;
};
const names = (columns: typeof runColumns, of = "") => columns.map(({ name }) => `${of}${quoted(name)}`).join(", ");

/** For statements, by the names under which they include them. */
export const runLists = {
  inserted: names(inserted),
  "inserted of a": names(inserted, "a."),
  "inserted with types": inserted.map(({ name, type }) => `${quoted(name)} ${type}`).join(", "),
  "claimed of r": names(claimed, "r."),
  copied: names(copied),
  "copied of c": names(copied, "c."),
  "is loss": isLoss,
  "is last try": isLastTry(isLoss),
  "is last try again": isLastTry("false"),
  "connected of w": connected("w"),
  "start of q": startOf("q"),
  "anchor of m": anchorOf("m"),
  "outcome of r and q": select(OutcomeRow, { run: "r", queue: "q", pipelineName: nameFor("r") }),
  "outcome of h": select(OutcomeRow, { run: "h", pipelineName: nameFor("h") }),
};

/** For list-runs.ts: of a run `r`, its row in the queue `q` and its pipeline `p`. */
export const summaryList = select(SummaryRow, { run: "r", queue: "q", pipelineName: "p.name" });

export const summaryView = (row: SummaryRow): RunSummary => view(row);
export const outcomeView = ({ workspaceId: _, ...row }: OutcomeRow): RunOutcome => view(row);

function view<Row extends SummaryRow>({ versionNumber, createdAt, startedAt, finishedAt, ...same }: Row) {
  const { tokensIn, tokensOut, tokensPriced, costUsd } = same;
  return {
    ...same,
    costUsd: tokensPriced === 0 && tokensIn + tokensOut > 0 ? null : costUsd,
    version: versionNumber,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    durationMs: startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null,
  };
}
