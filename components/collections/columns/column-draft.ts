import { asKind, columnLimits, DocumentColumns, type Reading } from "../../../lib/documents/document-columns.ts";
import type { FoundColumn, FoundColumns } from "../../../lib/documents/found-columns.ts";
import { countOf, formatCount } from "../../ui/text/format.ts";

export type ColumnDraft = Reading & { column: string; field: string; isField: boolean };
export type Draft = {
  columns: ColumnDraft[];
  rows: DocumentColumns["rows"];
  /** The column by which rows are named; undefined: by their number. */
  name: string | undefined;
  misfits: DocumentColumns["misfits"];
};

/**
 * As the document before it had it; else numbers, dates and yes/no are fields, since texts are found by searching them.
 * What is guessed can be added as it is: a column whose name no field may have, or which is one too many, is none.
 */
export function draftOf({ columns }: FoundColumns, earlier: DocumentColumns | undefined): Draft {
  const known = new Map(earlier?.fields.map((each) => [each.column, each]));
  let guessed = 0;
  const guess = (column: FoundColumn) => {
    if (column.kind === "text" || guessed === columnLimits.fields || !mayBeField(column)) return false;
    guessed += 1;
    return true;
  };
  const drafts = columns.map((found) => {
    const { column } = found;
    const before = known.get(column);
    const isField = earlier ? before !== undefined : guess(found);
    return { column, ...readingOf(before ?? found), field: before?.field ?? column, isField };
  });
  const name = columns.some(({ column }) => column === earlier?.name) ? earlier?.name : undefined;
  return { columns: drafts, rows: earlier?.rows ?? "chunks", name, misfits: earlier?.misfits ?? "refuse" };
}

/** Only what its kind is read by. */
export function readingOf({ kind, numberFormat, unit, dateFormat }: Reading): Reading {
  if (kind === "date") return { kind, ...(dateFormat ? { dateFormat } : {}) };
  if (kind !== "number") return { kind };
  return { kind, ...(numberFormat ? { numberFormat } : {}), ...(unit === undefined ? {} : { unit }) };
}

/** How many of a column's values cannot be read so. */
export function misfitsOf(found: FoundColumn | undefined, reading: Reading): number {
  if (!found) return 0;
  const { kind, numberFormat = "plain", unit, dateFormat = "iso" } = reading;
  if (kind === "number" && unit === found.unit) return found.formatMisfits[numberFormat];
  return kind === "date" ? found.formatMisfits[dateFormat] : found.misfits[kind];
}

/** The first value that is read as something else than is written, and what it is read as. */
export function exampleOf(values: readonly string[], reading: Reading): { written: string; read: string } | undefined {
  if (reading.kind !== "number" && reading.kind !== "date") return undefined;
  for (const written of values) {
    const value = asKind(written, reading);
    if (value !== undefined && String(value) !== written.trim()) return { written, read: String(value) };
  }
  return undefined;
}

function mayBeField({ column, kind }: FoundColumn): boolean {
  return DocumentColumns.safeParse({ fields: [{ column, kind }] }).success;
}

function columnsOf({ columns, rows, name, misfits }: Draft) {
  const fields = columns
    .filter(({ isField }) => isField)
    .map(({ column, field, isField: _, ...reading }) => ({
      ...{ column, ...readingOf(reading) },
      ...(field === column ? {} : { field: field.trim() }),
    }));
  return { fields, rows, misfits, ...(rows === "documents" && name !== undefined ? { name } : {}) };
}

type Chosen = { columns: DocumentColumns; problem?: undefined } | { columns?: undefined; problem: string };
/** What was chosen, or why it cannot be added. */
export function chosenOf(draft: Draft, found: FoundColumns): Chosen {
  if (draft.rows === "documents" && found.rows > columnLimits.documents) {
    return {
      problem: `The file has ${countOf(found.rows, "row")}; at most ${formatCount(columnLimits.documents)} can be documents. Choose chunks of one document.`,
    };
  }
  const read = DocumentColumns.safeParse(columnsOf(draft));
  return read.success ? { columns: read.data } : { problem: read.error.issues[0]?.message ?? "This cannot be added." };
}

/** Columns that were fields of the document before it, and which the file lacks. */
export function missingOf({ columns }: FoundColumns, earlier: DocumentColumns | undefined): string[] {
  const known = new Set(columns.map(({ column }) => column));
  return (earlier?.fields ?? []).flatMap(({ column }) => (known.has(column) ? [] : [column]));
}
