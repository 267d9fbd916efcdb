import { distinctNames } from "../../../lib/batches/distinct-names.ts";
import { decode } from "../decode.ts";
import { readTable } from "../tables/csv.ts";
import type { RowFile } from "./row-file.ts";

/** `line` counts the rows below the heading, as documents read from such a file do. */
export function csvRows(data: Uint8Array, delimiter?: string): RowFile {
  const { names, header, records } = readTable(decode(data), delimiter);
  const columns = distinctNames(
    names.length >= header.length ? names : header.map((name, at) => name || `Column ${at + 1}`),
  );
  return { columns: () => columns, sheets: [], rows: rows() };

  function* rows() {
    for (const [index, record] of records.entries()) {
      const cells = columns.map((_, column) => record[column] || null);
      yield { line: index + 1, cells };
    }
  }
}
