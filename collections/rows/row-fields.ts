import { type DocumentColumns, fieldsOfRow } from "../../lib/documents/document-columns.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { Document } from "../../lib/values/values.ts";
import { extractRows } from "../../nodes/documents/extract.ts";

type File = { name: string; data: Uint8Array };

/**
 * The parts of a table, each row with its fields. Throws `bad_input` when a value is not of its kind, unless those are left
 * out, and when no row has a column that is named.
 */
export async function rowsWithFields(
  file: File,
  { columns, isRow }: { columns: DocumentColumns; isRow: boolean },
  signal: AbortSignal,
): Promise<Document[]> {
  const rows = await extractRows(file, signal);
  // A row of its own lacks the columns in which it has nothing.
  if (!isRow) assertColumns(file.name, columns, rows);
  return rows.map(({ cells, text, metadata }) => {
    if (!cells) return { text, metadata };
    const { given, misfit } = fieldsOfRow(columns, cells);
    if (misfit !== undefined && columns.misfits === "refuse") throw misfitting(file.name, misfit, metadata);
    return { text, metadata: { ...metadata, ...given } };
  });
}

/** A column that was misspelt would leave every row without the field. */
export function assertColumns(
  name: string,
  columns: DocumentColumns,
  rows: Awaited<ReturnType<typeof extractRows>>,
): void {
  const known = new Set(rows.flatMap(({ cells = [] }) => cells.map(([column]) => column)));
  const asked = [...columns.fields.map(({ column }) => column), ...(columns.name === undefined ? [] : [columns.name])];
  const missing = asked.find((column) => !known.has(column));
  if (missing === undefined) return;
  const all = known.size === 0 ? "It has no columns." : `It has ${[...known].slice(0, 20).join(", ")}.`;
  throw new PatchbayError("bad_input", `“${name}” has no column “${missing}”. ${all}`);
}

export function misfitting(name: string, misfit: string, { row, path }: Document["metadata"]): PatchbayError {
  const place = typeof row === "number" ? ` Row ${row}:` : typeof path === "string" ? ` ${path}:` : "";
  const advice = "Correct it, choose another kind for the column, or have such values left out.";
  return new PatchbayError("bad_input", `“${name}” cannot be added.${place} ${misfit}. ${advice}`);
}
