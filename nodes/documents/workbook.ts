/** Excel workbooks (.xlsx): the rows of a sheet for batches, and all sheets as the sections of a document. */
import readWorkbookFile from "read-excel-file/node";
import { distinctNames } from "../../lib/batches/distinct-names.ts";
import type { Json } from "../../lib/values/json.ts";
import { countTitles } from "./csv.ts";
import type { RowFile } from "./rows/row-file.ts";
import type { Section } from "./section.ts";
import { declaredBytes, unzipOne } from "./unzip.ts";
import { type ErrorCell, errorCells } from "./workbook-errors.ts";

type Cell = string | boolean;
/** `line` is the row's number in the sheet. Cells are empty texts where there is nothing. */
type SheetRow = { line: number; cells: Cell[] };
type Sheet = {
  name: string;
  titles: SheetRow[];
  header: string[];
  names: string[];
  records: SheetRow[];
  isHidden: boolean;
};

const oldFormat = "it is not an Excel workbook (.xlsx)";
/** A few megabytes of the same cell unpack to gigabytes. */
const mostBytes = 400 * 1024 * 1024;
/** Of the list of sheets. */
const listBytes = 10 * 1024 * 1024;

/** Excel's own. */
const mostRows = 1_048_576;
const mostColumns = 16_384;

/** How files of the former Office begin, and those that are encrypted. */
const compound = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** The rows of a sheet, or of the first one that has rows: of those that are shown, when one has. */
export async function workbookRows(data: Uint8Array, wanted: string | undefined): Promise<RowFile> {
  const all = await readSheets(data);
  const sheets = all.map(({ name }) => name);
  const filled = all.filter(({ records }) => records.length > 0);
  const chosen =
    wanted === undefined
      ? (filled.find(({ isHidden }) => !isHidden) ?? filled[0])
      : all.find(({ name }) => name === wanted);
  if (wanted !== undefined && !chosen) throw new Error(`it has no sheet “${wanted}”; it has ${sheets.join(", ")}`);
  const { names = [], records = [] } = chosen ?? {};
  const columns = distinctNames(names);
  return { columns: () => columns, sheets, ...(chosen ? { sheet: chosen.name } : {}), rows: rows() };

  function* rows() {
    for (const { line, cells } of records) {
      yield { line, cells: columns.map((_, column): Json => (cells[column] === "" ? null : (cells[column] ?? null))) };
    }
  }
}

/** One section a row, written as `column: value` lines, under the name of its sheet. */
export async function readWorkbook(data: Uint8Array): Promise<Section[]> {
  return (await readSheets(data)).flatMap(({ name, titles, header, names, records }) => {
    const metadata = isUnnamed(name) ? {} : { heading: name };
    const distinct = distinctNames(names);
    const plain = (cells: readonly Cell[]) => ({
      text: cells.flatMap((cell) => (cell === "" ? [] : [String(cell)])).join(" | "),
      metadata,
    });
    // A name under which no row has anything would be in no chunk.
    const isUsed = header.every((column, at) => column === "" || records.some(({ cells }) => (cells[at] ?? "") !== ""));
    return [
      ...(isUnnamed(name) || header.length === 0 ? [] : [{ title: name, text: "", metadata }]),
      ...titles.map(({ cells }) => plain(cells)),
      ...(isUsed ? [] : [plain(header)]),
      ...records.map(({ line, cells }) => ({
        text: described(cells, names),
        metadata: { ...metadata, row: line },
        cells: distinct.map((column, at) => [column, cells[at] ?? ""] as const),
      })),
    ];
  });
}

function described(cells: readonly Cell[], names: readonly string[]): string {
  return cells.flatMap((cell, column) => (cell === "" ? [] : [`${names[column]}: ${cell}`])).join("\n");
}

/** A name that its program gave it, in the languages it has most users in. */
function isUnnamed(name: string): boolean {
  return /^(sheet|tabelle|feuil|hoja|foglio|planilha|blad|лист|工作表|シート)\s*\d*$/i.test(name);
}

async function readSheets(data: Uint8Array): Promise<Sheet[]> {
  const file = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (file.subarray(0, compound.length).equals(compound)) {
    const isLocked = file.includes(Buffer.from("EncryptedPackage", "utf16le"));
    throw new Error(isLocked ? "it has a password; save it without one" : oldFormat);
  }
  const bytes = declaredBytes(data);
  if (bytes === undefined) throw new Error(oldFormat);
  if (bytes > mostBytes) throw new Error("it unpacks to more than 400 MB; split it, or save it as CSV");
  const sheets = await readWorkbookFile(file, { parseNumber: numberText });
  const hidden = hiddenSheets(data);
  const errors = errorCells(data, mostBytes);
  return sheets.map(({ sheet, data: rows }, index) => ({
    ...tableOf(sheet, withErrors(rows, errors[index] ?? [])),
    isHidden: hidden.length === sheets.length && hidden[index] === true,
  }));
}

/** What Excel shows in a cell that it could not compute is not the same as nothing. */
function withErrors(
  rows: readonly (readonly unknown[])[],
  errors: readonly ErrorCell[],
): readonly (readonly unknown[])[] {
  if (errors.length === 0) return rows;
  const all = rows.map((cells) => [...cells]);
  for (const { row, column, text } of errors) {
    if (row >= mostRows || column >= mostColumns) continue;
    while (all.length <= row) all.push([]);
    const cells = all[row] ?? [];
    while (cells.length < column) cells.push(null);
    cells[column] = text;
  }
  return all;
}

/** Of each sheet, in their order, whether its author has hidden it: the library does not say. */
function hiddenSheets(data: Uint8Array): boolean[] {
  const xml = Buffer.from(unzipOne(data, "xl/workbook.xml", listBytes) ?? []).toString();
  return [...xml.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag]) => /\sstate\s*=\s*["'](very)?hidden/i.test(tag));
}

function tableOf(name: string, rows: readonly (readonly unknown[])[]): Omit<Sheet, "isHidden"> {
  const given = rows.map((cells, index) => ({ line: index + 1, cells: cells.map(cellOf) }));
  const filled = given.filter(({ cells }) => cells.some((cell) => cell !== ""));
  // Every row is as wide as the sheet; a title is one by itself.
  const titles = countTitles(filled.slice(0, 11).map(({ cells }) => trimmed(cells).map(String)));
  const [head, ...records] = filled.slice(titles);
  const header = trimmed(head?.cells ?? []).map(String);
  const columns = records.reduce((most, { cells }) => Math.max(most, trimmed(cells).length), header.length);
  const names = Array.from({ length: columns }, (_, column) => header[column] || `Column ${column + 1}`);
  return { name, titles: filled.slice(0, titles), header, names, records };
}

function trimmed(cells: readonly Cell[]): Cell[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value;
  return value instanceof Date ? dateText(value) : String(value).trim();
}

/** A day, or a day with its time. A sheet knows no time zones. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return "";
  // Times are parts of a day there: 06:00 is 0.25, and others come out a little off.
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19);
  return text.endsWith("T00:00:00") ? text.slice(0, 10) : text;
}

/** Whole numbers keep their digits; of others the 15 digits count that a sheet shows, so that 0.1 + 0.2 is 0.3. */
function numberText(text: string): string {
  if (/^-?\d+$/.test(text)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : text;
}
