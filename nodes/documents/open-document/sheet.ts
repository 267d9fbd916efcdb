import { type Element, isTag } from "domhandler";
import { distinctNames } from "../../../lib/batches/distinct-names.ts";
import type { Section } from "../section.ts";
import { countTitles, splitTables } from "../tables/stacked-tables.ts";
import { attribute, elementsIn, localName } from "../word/xml.ts";
import { textInside } from "./text-inside.ts";

const mostCells = 2_000_000;
const mostColumns = 16_384;

/** `line` counts the rows of the sheet. */
type SheetRow = { line: number; cells: string[]; isAfterGap: boolean };

/** A sheet as one table: its columns and the rows below them, without the titles above. */
export function sheetTable(table: Element): { columns: string[]; records: SheetRow[] } {
  return tableOf(rowsOf(table));
}

function tableOf(rows: readonly SheetRow[]) {
  const titles = countTitles(rows.map(({ cells }) => cells));
  const [head, ...records] = rows.slice(titles);
  const header = head?.cells ?? [];
  const width = records.reduce((most, { cells }) => Math.max(most, cells.length), header.length);
  const names = Array.from({ length: width }, (_, column) => header[column] || `Column ${column + 1}`);
  return { titles: rows.slice(0, titles), header, names, columns: distinctNames(names), records };
}

/** The rows of a sheet as `column: value` lines, as those of an Excel workbook are. */
export function readSheet(table: Element): Section[] {
  const name = attribute(table, "name") ?? "";
  const rows = rowsOf(table);
  if (rows.length === 0) return [];
  const metadata = /^(sheet|tabelle|feuille|hoja|foglio|planilha|blad|лист|工作表|シート)\s*\d*$/i.test(name)
    ? {}
    : { heading: name };
  const sections = splitTables(rows).flatMap((some): Section[] => {
    const { titles, header, names, columns, records } = tableOf(some);
    const plain = (cells: readonly string[]) => ({ text: cells.filter((cell) => cell !== "").join(" | "), metadata });
    const isUsed = header.every((column, at) => column === "" || records.some(({ cells }) => (cells[at] ?? "") !== ""));
    return [
      ...titles.map(({ cells }) => plain(cells)),
      ...(isUsed ? [] : [plain(header)]),
      ...records.map(({ line, cells }) => ({
        text: cells.flatMap((cell, column) => (cell === "" ? [] : [`${names[column]}: ${cell}`])).join("\n"),
        metadata: { ...metadata, row: line },
        cells: columns.map((column, at) => [column, cells[at] ?? ""] as const),
      })),
    ];
  });
  return "heading" in metadata ? [{ title: name, text: "", metadata }, ...sections] : sections;
}

/** Rows and cells that are alike are written once, with how often; those at the end of a sheet are mostly empty. */
function rowsOf(table: Element): SheetRow[] {
  const rows: SheetRow[] = [];
  /** What stands in a column from above, and how many rows it still covers. */
  const covered = new Map<number, { text: string; left: number }>();
  let line = 0;
  let count = 0;
  const collect = (parent: Element): void => {
    for (const child of elementsIn(parent)) {
      const kind = localName(child);
      if (/^table-(header-rows|rows|row-group)$/.test(kind)) collect(child);
      if (kind !== "table-row") continue;
      const cells = cellsOf(child, covered);
      const times = Math.max(1, Number(attribute(child, "number-rows-repeated")) || 1);
      for (let time = 0; cells.length > 0 && time < times; time += 1) {
        count += cells.length;
        if (count > mostCells) throw new Error("it has more than two million cells; split it");
        const at = line + time + 1;
        rows.push({ line: at, cells, isAfterGap: rows.length > 0 && at > (rows.at(-1)?.line ?? 0) + 1 });
      }
      line += times;
    }
  };
  collect(table);
  return rows;
}

function cellsOf(row: Element, covered: Map<number, { text: string; left: number }>): string[] {
  const cells: string[] = [];
  for (const cell of elementsIn(row)) {
    const isCovered = localName(cell) === "covered-table-cell";
    if (!isCovered && localName(cell) !== "table-cell") continue;
    const text = isCovered ? above(covered, cells.length) : textOf(cell);
    const height = Number(attribute(cell, "number-rows-spanned")) || 1;
    if (height > 1) covered.set(cells.length, { text, left: height - 1 });
    const times = Math.max(1, Number(attribute(cell, "number-columns-repeated")) || 1);
    for (let time = 0; time < times && cells.length < mostColumns; time += 1) cells.push(text);
  }
  return cells.slice(0, cells.findLastIndex((text) => text !== "") + 1);
}

function above(covered: Map<number, { text: string; left: number }>, column: number): string {
  const found = covered.get(column);
  if (!found || found.left === 0) return "";
  found.left -= 1;
  return found.text;
}

/** What the cell shows, and the comment at it. A number has all its digits, a date is one as ISO 8601 writes it. */
function textOf(cell: Element): string {
  const shown = elementsIn(cell, "p")
    .map((one) => textInside(one).text)
    .join("\n")
    .trim();
  const comments = elementsIn(cell, "annotation").map((one) =>
    one.children.flatMap((child) => (isTag(child) && localName(child) === "p" ? textInside(child).text : [])).join(" "),
  );
  const date = attribute(cell, "date-value");
  const value = attribute(cell, "value-type") === "float" ? exact(attribute(cell, "value"), shown) : (date ?? shown);
  return [value, ...comments.map((text) => `(Comment: ${text})`)].filter((text) => text !== "").join(" ");
}

/** What is shown may be rounded or have a unit: the number alone is written in its place where that has more digits. */
function exact(value: string | undefined, shown: string): string {
  const isPlain = /^-?[\d.,'\s]+(E[-+]?\d+)?$/iu.test(shown);
  if (value === undefined || shown === "") return shown || (value ?? "");
  const isCode = /^0\d+$/.test(shown);
  return isPlain && !isCode ? value : shown;
}
