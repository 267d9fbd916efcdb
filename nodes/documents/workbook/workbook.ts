/** Excel workbooks (.xlsx): the rows of a sheet for batches, and all sheets as the sections of a document. */
import { distinctNames } from "../../../lib/batches/distinct-names.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { RowFile } from "../rows/row-file.ts";
import type { Section } from "../section.ts";
import { countTitles, splitTables } from "../tables/stacked-tables.ts";
import { type Cell, type ReadSheet, readSheets, type SheetRow } from "./read-sheets.ts";
import { type Comment, remarksOf } from "./remarks.ts";

type Table = { titles: SheetRow[]; header: string[]; names: string[]; records: SheetRow[] };

/** The rows of a sheet, or of the first one that has rows: of those that are shown, when one has. */
export async function workbookRows(data: Uint8Array, wanted: string | undefined): Promise<RowFile> {
  const all = (await readSheets(data)).map((sheet) => ({ ...sheet, ...tableOf(sheet, filledRows(sheet)) }));
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
  return (await readSheets(data)).flatMap((sheet) => {
    const { comments, drawings } = remarksOf(data, sheet.path);
    const rows = filledRows(sheet);
    const metadata = isUnnamed(sheet.name) ? {} : { heading: sheet.name };
    const isSaid = isUnnamed(sheet.name) || (rows.length === 0 && drawings.length === 0 && comments.length === 0);
    const left = new Set(comments);
    const tables = splitTables(rows).flatMap((some) => sectionsOf(sheet, some, { comments, left }));
    return [
      ...(isSaid ? [] : [{ title: sheet.name, text: "", metadata }]),
      ...tables,
      ...[...left].map(({ cell, text }) => ({ text: `Comment on ${cell}: ${text}`, metadata })),
      ...drawings.map((text) => ({ text, metadata })),
    ];
  });
}

type Remarks = { comments: readonly Comment[]; left: Set<Comment> };

function sectionsOf(sheet: ReadSheet, rows: FilledRow[], { comments, left }: Remarks): Section[] {
  const { titles, header, names, records } = tableOf(sheet, rows);
  const metadata = isUnnamed(sheet.name) ? {} : { heading: sheet.name };
  const distinct = distinctNames(names);
  const plain = (cells: readonly Cell[]) => ({
    text: cells.flatMap((cell) => (cell === "" ? [] : [String(cell)])).join(" | "),
    metadata,
  });
  // A name under which no row has anything would be in no chunk.
  const isUsed = header.every((column, at) => column === "" || records.some(({ cells }) => (cells[at] ?? "") !== ""));
  const byLine = Map.groupBy(comments, ({ cell }) => Number(/\d+$/.exec(cell)?.[0]));
  return [
    ...titles.map(({ cells }) => plain(cells)),
    ...(isUsed ? [] : [plain(header)]),
    ...records.map(({ line, cells }) => {
      const own = byLine.get(line) ?? [];
      for (const comment of own) left.delete(comment);
      const lines = cells.flatMap((cell, column) =>
        cell === "" ? [] : [`${names[column]}: ${sheet.shown.get(`${line - 1} ${column}`) ?? cell}`],
      );
      return {
        text: [...lines, ...own.map(({ text }) => `Comment: ${text}`)].join("\n"),
        metadata: { ...metadata, row: line },
        cells: distinct.map((column, at) => [column, cells[at] ?? ""] as const),
      };
    }),
  ];
}

/** A name that its program gave it, in the languages it has most users in. */
function isUnnamed(name: string): boolean {
  return /^(sheet|tabelle|feuil|hoja|foglio|planilha|blad|лист|工作表|シート)\s*\d*$/i.test(name);
}

type FilledRow = { line: number; cells: readonly string[]; row: SheetRow; isAfterGap: boolean };

function filledRows({ rows }: ReadSheet): FilledRow[] {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell !== ""));
  return filled.map((row, index) => ({
    row,
    line: row.line,
    cells: trimmed(row.cells).map(String),
    isAfterGap: index > 0 && row.line > (filled[index - 1]?.line ?? 0) + 1,
  }));
}

function tableOf(sheet: ReadSheet, rows: readonly FilledRow[]): Table {
  // Every row is as wide as the sheet; a title is one by itself.
  const titles = countTitles(rows.map(({ cells }) => cells));
  const heads = headerRows(sheet, rows.slice(titles));
  const header = headerOf(sheet, rows.slice(titles, titles + heads));
  const records = rows.slice(titles + heads).map(({ row }) => row);
  const columns = records.reduce((most, { cells }) => Math.max(most, trimmed(cells).length), header.length);
  const names = Array.from({ length: columns }, (_, column) => header[column] || `Column ${column + 1}`);
  return { titles: rows.slice(0, titles).map(({ row }) => row), header, names, records };
}

/** A header with a name over several columns has a second row, which names each of them. */
function headerRows({ merged }: ReadSheet, [head, next]: readonly FilledRow[]): number {
  if (!head || !next || next.line !== head.line + 1) return 1;
  const isOver = merged.some(
    ({ top, left, right }) =>
      top === head.line - 1 && right > left && right - left + 1 < Math.max(head.cells.length, next.cells.length),
  );
  return isOver && next.cells.every((cell) => cell === "" || !/^[-+]?[\d.,]+%?$/.test(cell)) ? 2 : 1;
}

function headerOf({ merged }: ReadSheet, heads: readonly FilledRow[]): string[] {
  const lines = heads.map(({ line, cells }) => {
    const named = [...cells];
    for (const { top, left, right } of merged) {
      if (top !== line - 1 || heads.length === 1) continue;
      for (let column = left; column <= right && column < left + 1000; column += 1) named[column] = cells[left] ?? "";
    }
    return named;
  });
  const width = Math.max(0, ...lines.map(({ length }) => length));
  return Array.from({ length: width }, (_, column) =>
    [...new Set(lines.map((line) => line[column] ?? ""))]
      .filter((name) => name !== "")
      .join(" ")
      .replace(/\s+/g, " "),
  );
}

function trimmed(cells: readonly Cell[]): Cell[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
}
