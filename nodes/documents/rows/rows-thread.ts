/** Reads the rows of one file in a thread of its own: files come from anywhere, and a hostile one may hang or eat memory. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { batchLimits, type RowFileEnding, rowFileEndings } from "../../../lib/batches/batch.ts";
import { distinctNames } from "../../../lib/batches/distinct-names.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { RowFile } from "./row-file.ts";

type Found = { columns: string[]; sheets: string[]; sheet: string | null; rows: number; lines: Uint8Array };
type Ask = { data: Uint8Array; sheet?: string | undefined };

const Work = z.object({ ending: z.enum(rowFileEndings), data: z.instanceof(Uint8Array), sheet: z.string().optional() });

const longestName = 200;

/** By file name ending. Each loads its library when it is called. */
const readers = {
  csv: async ({ data }) => (await import("./csv-rows.ts")).csvRows(data),
  tsv: async ({ data }) => (await import("./csv-rows.ts")).csvRows(data, "\t"),
  jsonl: async ({ data }) => (await import("./jsonl-rows.ts")).jsonlRows(data),
  ndjson: async ({ data }) => (await import("./jsonl-rows.ts")).jsonlRows(data),
  xlsx: workbookRows,
  xlsm: workbookRows,
  ods: async ({ data, sheet }) => (await import("../open-document/open-document.ts")).openRows(data, sheet),
} as const satisfies Record<RowFileEnding, (ask: Ask) => Promise<RowFile>>;

async function workbookRows({ data, sheet }: Ask): Promise<RowFile> {
  return await (await import("../workbook/workbook.ts")).workbookRows(data, sheet);
}

parentPort?.postMessage(await read());

async function read(): Promise<Found | { error: string }> {
  const { ending, data, sheet } = Work.parse(workerData);
  try {
    return written(await readers[ending]({ data, sheet }));
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** As lines of JSON in one buffer: a hundred thousand rows are a few bytes each there, and many objects otherwise. */
function written({ columns, sheets, sheet, rows }: RowFile): Found {
  const portions: Buffer[] = [];
  let portion: string[] = [];
  let count = 0;
  for (const { line, cells, error } of rows) {
    count += 1;
    if (count > batchLimits.rows)
      throw new Error(`it has more than ${batchLimits.rows.toLocaleString("en")} rows; split it`);
    portion.push(stringifyJson(error === undefined ? [line, cells] : [line, cells, error]));
    if (portion.length < 1000) continue;
    portions.push(Buffer.from(`${portion.join("\n")}\n`));
    portion = [];
  }
  if (portion.length > 0) portions.push(Buffer.from(`${portion.join("\n")}\n`));
  const names = distinctNames(columns().map(shortName));
  if (count === 0) throw new Error("it has no rows");
  if (names.length > batchLimits.columns) throw new Error(`it has more than ${batchLimits.columns} columns`);
  return { columns: names, sheets, sheet: sheet ?? null, rows: count, lines: Buffer.concat(portions) };
}

/** A name that the database keeps and a mapping takes: keys of JSON are any text. */
function shortName(name: string): string {
  const clean = name.replaceAll("\0", "\ufffd").toWellFormed();
  return clean.length > longestName ? `${clean.slice(0, longestName - 1).toWellFormed()}…` : clean;
}
