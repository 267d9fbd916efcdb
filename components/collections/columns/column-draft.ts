import type { ColumnKind, DocumentColumns, FoundColumns } from "../../../lib/document-columns.ts";

export type ColumnDraft = { column: string; kind: ColumnKind; field: string; isField: boolean };
export type Draft = {
  columns: ColumnDraft[];
  rows: DocumentColumns["rows"];
  /** The column by which rows are named; undefined: by their number. */
  name: string | undefined;
  misfits: DocumentColumns["misfits"];
};

/** As the document before it had it; else numbers, dates and yes/no are fields, since texts are found by searching them. */
export function draftOf({ columns }: FoundColumns, earlier: DocumentColumns | undefined): Draft {
  const known = new Map(earlier?.fields.map((each) => [each.column, each]));
  const drafts = columns.map(({ column, kind }) => {
    const before = known.get(column);
    const field = before?.field ?? column;
    return { column, kind: before?.kind ?? kind, field, isField: earlier ? before !== undefined : kind !== "text" };
  });
  const name = columns.some(({ column }) => column === earlier?.name) ? earlier?.name : undefined;
  return { columns: drafts, rows: earlier?.rows ?? "chunks", name, misfits: earlier?.misfits ?? "refuse" };
}

export function columnsOf({ columns, rows, name, misfits }: Draft) {
  const fields = columns
    .filter(({ isField }) => isField)
    .map(({ column, kind, field }) => ({ column, kind, ...(field === column ? {} : { field: field.trim() }) }));
  return { fields, rows, misfits, ...(rows === "documents" && name !== undefined ? { name } : {}) };
}
