/** The sheets of a workbook (.xlsx) as rows of cells. */
import readWorkbookFile from "read-excel-file/node";
import { declaredBytes, isCompound, isLocked, locked, unzipOne } from "../unzip.ts";
import { type CellDetail, type MergedCells, type SheetDetails, sheetDetails } from "./cell-details.ts";
import { placeCells } from "./place-cells.ts";

export type Cell = string | boolean;
/** `line` is the row's number in the sheet. Cells are empty texts where there is nothing. */
export type SheetRow = { line: number; cells: Cell[] };
/** `shown`: what stands in a cell with its unit, by row and column from 0. */
export type ReadSheet = {
  name: string;
  path: string;
  isHidden: boolean;
  rows: SheetRow[];
  merged: MergedCells[];
  shown: ReadonlyMap<string, string>;
};

const oldFormat = "it is not an Excel workbook (.xlsx)";
/** A few megabytes of the same cell unpack to gigabytes. */
const mostBytes = 400 * 1024 * 1024;
/** Of the list of sheets. */
const listBytes = 10 * 1024 * 1024;

/** Excel's own. */
const mostRows = 1_048_576;
const mostColumns = 16_384;
/** Cells that a merged one is repeated in. */
const mostRepeated = 1_000_000;

export async function readSheets(data: Uint8Array): Promise<ReadSheet[]> {
  try {
    return await readPlaced(data);
  } catch (thrown) {
    // The library takes it for granted that each cell says where it stands, and that no part is missing.
    if (!(thrown instanceof TypeError)) throw thrown;
    return await readPlaced(placeCells(data, mostBytes)).catch((again: unknown) => {
      throw again instanceof TypeError ? new Error("a part of it is missing, such as its styles") : again;
    });
  }
}

async function readPlaced(data: Uint8Array): Promise<ReadSheet[]> {
  const file = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (isCompound(data)) throw new Error(isLocked(data) ? locked : oldFormat);
  const bytes = declaredBytes(data);
  if (bytes === undefined) throw new Error(oldFormat);
  if (bytes > mostBytes) throw new Error("it unpacks to more than 400 MB; split it, or save it as CSV");
  const sheets = await readWorkbookFile(file, { parseNumber: numberText });
  const { hidden, firstDay } = aboutWorkbook(data);
  const details = sheetDetails(data, mostBytes);
  return sheets.map(({ sheet, data: rows }, index) => ({
    name: sheet,
    isHidden: hidden.length === sheets.length && hidden[index] === true,
    ...withDetails(rows, details[index] ?? { path: "", cells: [], merged: [] }, firstDay),
  }));
}

function withDetails(given: readonly (readonly unknown[])[], { path, cells, merged }: SheetDetails, firstDay: number) {
  const rows = given.map((row, index) => ({ line: index + 1, cells: row.map((cell) => cellOf(cell, firstDay)) }));
  for (const detail of cells) if (detail.kind === "value") put(rows, detail);
  let repeated = 0;
  for (const { top, left, bottom } of merged) {
    const value = rows[top]?.cells[left] ?? "";
    // What stands in a cell over several rows stands in each of them.
    for (let row = top + 1; value !== "" && row <= bottom && row < rows.length; row += 1) {
      if (repeated++ > mostRepeated) break;
      put(rows, { row, column: left, text: value });
    }
  }
  const shown = new Map(
    cells.flatMap(({ row, column, text, kind }) => (kind === "shown" ? [[`${row} ${column}`, text]] : [])),
  );
  return { path, rows, merged, shown };
}

function put(rows: SheetRow[], { row, column, text }: Pick<CellDetail, "row" | "column"> & { text: Cell }): void {
  if (row >= mostRows || column >= mostColumns) return;
  while (rows.length <= row) rows.push({ line: rows.length + 1, cells: [] });
  const cells = rows[row]?.cells ?? [];
  while (cells.length < column) cells.push("");
  cells[column] = text;
}

/**
 * What the library does not say: of each sheet, in their order, whether its author has hidden it; and the first day of the
 * workbook's calendar, which begins with 1904 where it was made by Excel for the Macintosh.
 */
function aboutWorkbook(data: Uint8Array): { hidden: boolean[]; firstDay: number } {
  const xml = Buffer.from(unzipOne(data, "xl/workbook.xml", listBytes) ?? []).toString();
  const tags = [...xml.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)];
  const isOf1904 = /<(?:\w+:)?workbookPr\s[^>]*date1904\s*=\s*["'](1|true)["']/.test(xml);
  return {
    hidden: tags.map(([tag]) => /\sstate\s*=\s*["'](very)?hidden/i.test(tag)),
    firstDay: isOf1904 ? Date.UTC(1904, 0, 2) : Date.UTC(1899, 11, 31),
  };
}

function cellOf(value: unknown, firstDay: number): Cell {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value;
  return value instanceof Date ? dateText(value, firstDay) : String(value).trim();
}

/** A day, a time, or a day with its time. A sheet knows no time zones. */
function dateText(date: Date, firstDay: number): string {
  if (Number.isNaN(date.getTime())) return "";
  // Times are parts of a day there: 06:00 is 0.25, and others come out a little off.
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19);
  // A time of no day is one of the day before the first.
  if (date.getTime() < firstDay) return text.slice(11).replace(/:00$/, "");
  return text.endsWith("T00:00:00") ? text.slice(0, 10) : text;
}

/** Whole numbers keep their digits; of others the 15 digits count that a sheet shows, so that 0.1 + 0.2 is 0.3. */
function numberText(text: string): string {
  if (/^-?\d+$/.test(text)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : text;
}
