import { hasColumns } from "../../lib/documents/document-columns.ts";
import { describeColumns, type FoundColumns } from "../../lib/documents/found-columns.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { extractRows } from "../../nodes/documents/extract.ts";

/** The columns of a table with guesses of their kinds, for a person to look at. Throws `bad_input` for a file without. */
export async function findColumns(file: { name: string; data: Uint8Array }): Promise<FoundColumns> {
  if (!hasColumns(file.name)) throw without(file.name);
  const rows = (await extractRows(file, AbortSignal.timeout(90_000))).flatMap(({ cells }) => (cells ? [cells] : []));
  if (rows.length === 0) throw without(file.name);
  return describeColumns(rows, { isWorkbook: /\.xls[xm]$/i.test(file.name) });
}

function without(name: string): PatchbayError {
  return new PatchbayError("bad_input", `“${name}” has no rows with columns. Its text can be added as it is.`);
}
