/** Batches: a pipeline that is run over many rows. Loads in pages too. */

export const batchLimits = { rows: 200_000, columns: 500, concurrency: 100 } as const;

/**
 * reading: the rows are on their way into the database · ready: it may be started · checking: each row is compared with the
 * inputs · refused: rows did not fit, and nothing has run · failed: the file could not be read.
 */
export const batchStates = [
  "reading",
  "ready",
  "checking",
  "refused",
  "running",
  "paused",
  "done",
  "cancelled",
  "failed",
] as const;
export type BatchState = (typeof batchStates)[number];

export const rowStates = ["waiting", "refused", "running", "succeeded", "failed", "cancelled"] as const;
export type RowState = (typeof rowStates)[number];

/** Which column gives each input its value, by the input's name. */
export type Mapping = { [field: string]: string };

/** The files that rows are read from, by the ending of their name. */
export const rowFileEndings = ["csv", "tsv", "jsonl", "ndjson", "xlsx", "xlsm", "ods"] as const;
export type RowFileEnding = (typeof rowFileEndings)[number];

/** Undefined for a file that no rows are read from. */
export function rowFileEnding(name: string): RowFileEnding | undefined {
  const ending = name.includes(".") ? name.split(".").pop()?.toLowerCase() : undefined;
  return rowFileEndings.find((known) => known === ending);
}
