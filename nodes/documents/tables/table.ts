/** A table as lines of text, one a row, so that what stands in one row stays together and in its column. */

export type Row = { cells: readonly Cell[]; isHeader: boolean };
/** `columns` and `rows`: how many it spans. */
export type Cell = { text: string; columns: number; rows: number };

/** By column. What a cell to the left covers is undefined. */
type Line = (string | undefined)[];

/** Names that are longer would fill every row; the row then stands without them. */
const LONGEST_NAMES = 300;
const MOST_COLUMNS = 1000;

/**
 * A line for each row, in their order: `EU | Cable | 12`, or `Region: EU | Product: Cable | Units: 12` below a header. A cell
 * over several rows is in each of them. A row without text is an empty line.
 */
export function tableLines(rows: readonly Row[]): string[] {
  let header: Line[] = [];
  let names: string[] = [];
  let isInHeader = false;
  return placed(rows).map((line, index) => {
    const { cells = [], isHeader = false } = rows[index] ?? {};
    // One cell over the whole table is a title for the rows below it.
    if (cells.length === 1) return plain(line);
    if (isHeader && isInHeader) header.push(line);
    else if (isHeader) header = [line];
    else if (isInHeader) names = namesOf(header);
    isInHeader = isHeader;
    return isHeader ? plain(line) : named(line, names);
  });
}

function namesOf(header: readonly Line[]): string[] {
  const width = header.reduce((most, { length }) => Math.max(most, length), 0);
  const names = Array.from({ length: width }, (_, column) =>
    [...new Set(header.map((line) => line[column] ?? ""))].filter((name) => name !== "").join(" "),
  );
  return names.join("").length > LONGEST_NAMES ? [] : names;
}

function placed(rows: readonly Row[]): Line[] {
  const spans: { text: string | undefined; left: number }[] = [];
  return rows.map(({ cells, isHeader }) => {
    const line: Line = [];
    const fromAbove = () => {
      for (let span = spans[line.length]; span && span.left > 0; span = spans[line.length]) {
        span.left -= 1;
        line.push(span.text);
      }
    };
    for (const { text, columns, rows: height } of cells) {
      fromAbove();
      for (let covered = 0; covered < columns && line.length < MOST_COLUMNS; covered += 1) {
        // A header names every column below it.
        const here = covered === 0 || isHeader ? text.replace(/\s+/g, " ").trim() : undefined;
        spans[line.length] = { text: here, left: height - 1 };
        line.push(here);
      }
    }
    fromAbove();
    return line;
  });
}

function named(line: Line, names: readonly string[]): string {
  if (names.length < 2) return plain(line);
  const cells = line.flatMap((text, column) => (text === undefined ? [] : [{ text, name: names[column] ?? "" }]));
  if (cells.every(({ text }) => text === "")) return "";
  return cells.map(({ text, name }) => (name === "" ? text : `${name}: ${text}`.trim())).join(" | ");
}

function plain(line: Line): string {
  const last = line.findLastIndex((text) => text !== undefined);
  const cells = line.slice(0, last + 1).map((text) => text ?? "");
  return cells.every((text) => text === "") ? "" : cells.join(" | ").trim();
}
