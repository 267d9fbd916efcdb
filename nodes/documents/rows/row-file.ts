/** What the rows of a file are to a batch. */
import type { Json } from "../../../lib/values/json.ts";

/** `line`: where it stands in the file. Without `cells` it could not be read, and `error` says why. */
export type FileRow = { line: number; cells: Json[] | null; error?: string };

/** `columns` are known when the last row has been given. A cell is null where the row has none. */
export type RowFile = {
  columns(): string[];
  sheets: string[];
  /** The one that is read. */
  sheet?: string;
  rows: Iterable<FileRow>;
};
