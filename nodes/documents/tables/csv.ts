/** CSV as it is really written: any of four delimiters, quotes that follow other rules or none. */
import { CsvError, type Options, parse } from "csv-parse/sync";
import { distinctNames } from "../../../lib/batches/distinct-names.ts";
import type { Section } from "../section.ts";
import { countTitles, splitTables } from "./stacked-tables.ts";

type Rows = string[][];

/** Where two fit equally, the one that is rarer in ordinary text comes first. */
const delimiters = ["\t", ";", "|", ","] as const;
/** How many records show what the delimiter is. */
const SAMPLE = 200;
/** The most lines of one quoted cell in a file that has stray quotes. */
const CELL_LINES = 50;

/** `names` of the columns, `records` with a cell for each, and the lines above the table that are titles of it. */
export type Table = { titles: string[][]; header: string[]; names: string[]; records: string[][] };

/** The delimiter is found out where it is not known. Cells have no space around them, and rows of nothing are left out. */
export function readTable(text: string, known?: string): Table {
  return tableOf(rowsOf(text, known).map(({ cells }) => cells));
}

type CsvRow = { cells: string[]; isAfterGap: boolean };

function rowsOf(text: string, known: string | undefined): CsvRow[] {
  const unmarked = text.replace(/^\ufeff/, "").replace(asText, (all, before: string, kept?: string) => {
    return kept === undefined ? all : `${before}"${kept}"`;
  });
  const { delimiter, body } = known === undefined ? delimiterOf(unmarked) : { delimiter: known, body: unmarked };
  const rows: CsvRow[] = [];
  let isAfterGap = false;
  for (const row of parseRows(body, delimiter)) {
    const cells = row.map(cellOf);
    const isEmpty = cells.every((cell) => cell === "");
    if (!isEmpty) rows.push({ cells, isAfterGap });
    isAfterGap = isEmpty;
  }
  return rows;
}

/** `="007"` is how Excel is told to keep a text as it is. Within a cell in quotes it is a part of the text. */
const asText = /(^|[\t;|,\r\n])(?:="([^"\r\n]*)"(?=[\t;|,\r\n]|$)|"[^"]*"(?:"[^"]*")*)/g;

function cellOf(written: string): string {
  const cell = written.trim();
  // Nothing, as databases write it.
  if (cell === "\\N") return "";
  return /^="(.*)"$/s.exec(cell)?.[1] ?? cell;
}

function tableOf(rows: Rows): Table {
  const titles = countTitles(rows);
  const [head = [], ...records] = rows.slice(titles);
  const header = head.map((name) => name.replace(/\s+/g, " "));
  const columns = records.reduce((most, row) => Math.max(most, row.findLastIndex((cell) => cell !== "") + 1), 0);
  const names = Array.from({ length: columns }, (_, column) => header[column] || `Column ${column + 1}`);
  return { titles: rows.slice(0, titles), header, names, records };
}

/** One section a row, written as `column: value` lines, so that a chunk makes sense on its own. */
export function readCsv(text: string, known?: string): Section[] {
  let count = 0;
  return splitTables(rowsOf(text, known)).flatMap((rows) => {
    const { titles, header, names, records } = tableOf(rows.map(({ cells }) => cells));
    const distinct = distinctNames(names);
    const isUsed = header.map((name, column) => name === "" || records.some((row) => (row[column] ?? "") !== ""));
    return [
      ...titles.map((row) => plain(row)),
      // A name under which no row has anything would be in no chunk.
      ...(isUsed.every(Boolean) ? [] : [plain(header)]),
      ...records.map((row) => {
        count += 1;
        return {
          text: described(row, names),
          metadata: { row: count },
          cells: distinct.map((name, column) => [name, row[column] ?? ""] as const),
        };
      }),
    ];
  });
}

function plain(row: readonly string[]): Section {
  return { text: row.filter((cell) => cell !== "").join(" | "), metadata: {} };
}

function described(row: readonly string[], names: readonly string[]): string {
  return row.flatMap((cell, column) => (cell === "" ? [] : [`${names[column]}: ${cell}`])).join("\n");
}

function delimiterOf(text: string): { delimiter: string; body: string } {
  // Excel's own way to say it.
  const [line = "", named] = /^"?sep=(.)"?[^\S\n]*\r?(?:\n|$)/i.exec(text) ?? [];
  if (named !== undefined) return { delimiter: named, body: text.slice(line.length) };
  const ranked = delimiters
    .map((delimiter) => ({ delimiter, fit: fitOf(text, delimiter) }))
    .sort((one, other) => other.fit - one.fit);
  const [best] = ranked;
  // None divides anything: a list. A character that is not there keeps it whole.
  return { delimiter: best && best.fit > 0 ? best.delimiter : "\u001f", body: text };
}

/**
 * How many of the first records have the same number of cells, 0–1, and 1 more when the header has it, too; half of one when
 * its quotes stand where quotes may. Behind lines of one cell only a whole table counts: most lists have commas in some lines.
 */
function fitOf(text: string, delimiter: string): number {
  const { rows: sample, isStrict } = sampleOf(text, delimiter);
  const titles = sample.findIndex((row) => row.length > 1);
  const [header, ...rows] = sample.slice(Math.max(0, titles));
  if (!header || header.length < 2) return 0;
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [[width, times] = [header.length, 0]] = [...counts].sort(([a, some], [b, others]) => others - some || b - a);
  // Addresses and sentences have spaces behind their commas.
  if (titles > 0 && delimiter === "," && !/,(?! )/.test(text)) return 0;
  if (titles > 0) return isTable(rows, header.length) ? 1 : 0;
  if (width < 2) return 0;
  return times / Math.max(1, rows.length) + (header.length === width ? 1 : 0) + (isStrict ? 0.5 : 0);
}

/** Rows of one width; lines between them may be titles of further tables. */
function isTable(rows: Rows, width: number): boolean {
  const full = rows.filter(({ length }) => length > 1);
  const titles = rows.length - full.length;
  return full.length > 1 && full.every(({ length }) => length === width) && titles <= full.length / 2;
}

function sampleOf(text: string, delimiter: string): { rows: Rows; isStrict: boolean } {
  const options = { ...tolerant, skip_empty_lines: true, delimiter, to: SAMPLE } satisfies Options;
  try {
    return { rows: parse(text, options), isStrict: true };
  } catch {
    // Quotes that follow other rules.
  }
  try {
    return { rows: parse(text, { ...options, relax_quotes: true }), isStrict: false };
  } catch {
    // A quote that never closes.
    return { rows: parse(text, { ...options, quote: false }), isStrict: false };
  }
}

const tolerant = {
  relax_column_count: true,
  trim: true,
  // Files that were put together of others have several kinds of line ends.
  record_delimiter: ["\r\n", "\n", "\r"],
} as const satisfies Options;

function parseRows(text: string, delimiter: string): Rows {
  const options: Options = { ...tolerant, delimiter };
  try {
    return parse(text, options);
  } catch (error) {
    if (isUnclosed(error))
      throw new Error(`the quote that opens a cell in row ${Number(error.records) + 1} never closes`);
  }
  if (text.includes('\\"')) {
    try {
      return parse(text, { ...options, escape: "\\" });
    } catch {
      // Not that rule either.
    }
  }
  return rowByRow(text, options);
}

/** Line by line, as more lines only where a quoted cell has several; a stray quote then spoils no row but its own. */
function rowByRow(text: string, options: Options): Rows {
  const lines = text.split(/\r\n|\n|\r/);
  const rows: Rows = [];
  for (let at = 0; at < lines.length; ) {
    const [row, used] = rowAt(lines, at, options);
    rows.push(row ?? []);
    at += used;
  }
  return rows;
}

function rowAt(lines: readonly string[], at: number, options: Options): [string[] | undefined, number] {
  for (let used = 1; used <= CELL_LINES && at + used <= lines.length; used += 1) {
    try {
      return [one(lines.slice(at, at + used).join("\n"), options), used];
    } catch (error) {
      if (!isUnclosed(error)) break;
    }
  }
  const line = lines[at] ?? "";
  try {
    return [one(line, { ...options, relax_quotes: true }), 1];
  } catch {
    return [one(line, { ...options, quote: false }), 1];
  }
}

function one(text: string, options: Options): string[] | undefined {
  const rows: unknown = parse(text, options);
  const [row] = Array.isArray(rows) ? rows : [];
  return Array.isArray(row) ? row.map(String) : undefined;
}

function isUnclosed(error: unknown): error is CsvError {
  return error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED";
}
