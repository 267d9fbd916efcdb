/**
 * The columns of a step, as run-columns.ts has those of a run: its SQL type, how it is read, and how the journal writes it.
 * A column that clients see needs its line in their contract too (lib/views/run-views.ts), and one that the journal writes
 * a field of its rows (journal/run-journal.ts).
 */
import { z } from "zod";
import { AnswerOutcome } from "../lib/models/usage.ts";
import { RunError, StepStatus } from "../lib/run.ts";
import type { StepView } from "../lib/views/run-views.ts";
import { type ColumnType, cellTypes, columnTable, quoted, storedTime, storedValues } from "./columns.ts";

type Uses = {
  /** What the journal's later row of a step does to it: nothing (it is the key), replace it, or keep it unless it has one. */
  later?: "is key" | "replaces" | "keeps" | "raises";
  /** The journal gives it in milliseconds since the anchor of its tenure (journal/run-clock.ts), by this name. */
  givenAs?: string;
  /** A resumed run takes it over. */
  isCopied?: true;
};
const table = columnTable<Uses & { type: ColumnType }>();
const column = <Schema extends z.ZodType>(type: ColumnType, schema: Schema, uses: Uses = {}): Schema =>
  table.add({ type, ...uses }, schema);

/** What is read of a step; JSON of the database and rows alike. */
export const StepRow = z.object({
  nodeId: column("text", z.string(), { later: "is key", isCopied: true }),
  iteration: column("text", z.string(), { later: "is key", isCopied: true }),
  status: column("text", StepStatus, { later: "replaces", isCopied: true }),
  attempt: column("int", z.number(), { later: "raises", isCopied: true }),
  input: column("json", storedValues().nullable(), { later: "keeps", isCopied: true }),
  output: column("json", storedValues().nullable(), { later: "replaces", isCopied: true }),
  error: column("json", RunError.nullable(), { later: "replaces", isCopied: true }),
  startedAt: column("timestamptz", storedTime().nullable(), { later: "keeps", givenAs: "startedMs", isCopied: true }),
  finishedAt: column("timestamptz", storedTime().nullable(), {
    later: "replaces",
    givenAs: "finishedMs",
    isCopied: true,
  }),
  durationMs: column("real", z.number().nullable(), { later: "replaces", isCopied: true }),
  tokensIn: column("int", z.number().nullable(), { later: "replaces", isCopied: true }),
  tokensOut: column("int", z.number().nullable(), { later: "replaces", isCopied: true }),
  tokensCached: column("int", z.number().nullable(), { later: "replaces", isCopied: true }),
  costUsd: column("float8", z.number().nullable(), { later: "replaces", isCopied: true }),
  tokensPriced: column("int", z.number().nullable(), { later: "replaces", isCopied: true }),
  model: column("text", z.string().nullable(), { later: "replaces", isCopied: true }),
  outcome: column("text", AnswerOutcome.nullable(), { later: "replaces", isCopied: true }),
  reusedFrom: column("text", z.string().nullable()),
  waitUntil: column("timestamptz", storedTime().nullable(), { later: "keeps", givenAs: "waitUntilMs" }),
});
export type StepRow = z.infer<typeof StepRow>;

/** All columns. */
const WholeRow = z.object({ runId: column("text", z.string(), { later: "is key" }), ...StepRow.shape });

export const stepColumns = table.of(WholeRow);
type Column = (typeof stepColumns)[number];

const written = stepColumns.filter(({ later }) => later !== undefined);
const copied = stepColumns.filter(({ isCopied }) => isCopied);
const list = (columns: readonly Column[], item: (column: Column) => string) => columns.map(item).join(", ");

/** What the journal gives of a step. */
export const journalStep = cellTypes(
  written.map(({ name, type, givenAs }) => (givenAs ? { name: givenAs, type: "float8" } : { name, type })),
);

/** For statements, by the names under which they include them. `s` is the journal's row, or the step that is copied. */
export const stepLists = {
  "step columns": list(written, ({ name }) => quoted(name)),
  "step of s": list(written, ({ name, givenAs }) =>
    givenAs ? `anchor + s.${quoted(givenAs)} * interval '1 millisecond'` : `s.${quoted(name)}`,
  ),
  "later step": list(
    written.filter(({ later }) => later !== "is key"),
    ({ name, later }) => `${quoted(name)} = ${merged(quoted(name), later)}`,
  ),
  "copied step": list(copied, ({ name }) => quoted(name)),
  "copied step of s": list(copied, ({ name }) => `s.${quoted(name)}`),
};

function merged(name: string, later: Column["later"]): string {
  if (later === "keeps") return `coalesce(EXCLUDED.${name}, "Step".${name})`;
  return later === "raises" ? `greatest(EXCLUDED.${name}, "Step".${name})` : `EXCLUDED.${name}`;
}

export function stepView({ startedAt, finishedAt, waitUntil, ...same }: StepRow): StepView {
  return {
    ...same,
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    waitUntil: waitUntil?.toISOString() ?? null,
  };
}
