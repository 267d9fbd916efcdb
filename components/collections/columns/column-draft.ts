import {
  type ColumnKind,
  columnLimits,
  DocumentColumns,
  type FoundColumn,
  type FoundColumns,
} from "../../../lib/document-columns.ts";

export type ColumnDraft = { column: string; kind: ColumnKind; field: string; isField: boolean };
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
    const { column, kind } = found;
    const before = known.get(column);
    const isField = earlier ? before !== undefined : guess(found);
    return { column, kind: before?.kind ?? kind, field: before?.field ?? column, isField };
  });
  const name = columns.some(({ column }) => column === earlier?.name) ? earlier?.name : undefined;
  return { columns: drafts, rows: earlier?.rows ?? "chunks", name, misfits: earlier?.misfits ?? "refuse" };
}

function mayBeField({ column, kind }: FoundColumn): boolean {
  return DocumentColumns.safeParse({ fields: [{ column, kind }] }).success;
}

function columnsOf({ columns, rows, name, misfits }: Draft) {
  const fields = columns
    .filter(({ isField }) => isField)
    .map(({ column, kind, field }) => ({ column, kind, ...(field === column ? {} : { field: field.trim() }) }));
  return { fields, rows, misfits, ...(rows === "documents" && name !== undefined ? { name } : {}) };
}

type Chosen = { columns: DocumentColumns; problem?: undefined } | { columns?: undefined; problem: string };
/** What was chosen, or why it cannot be added. */
export function chosenOf(draft: Draft, found: FoundColumns): Chosen {
  if (draft.rows === "documents" && found.rows > columnLimits.documents) {
    return {
      problem: `The file has ${found.rows} rows; at most ${columnLimits.documents} can be documents. Choose chunks of one document.`,
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
