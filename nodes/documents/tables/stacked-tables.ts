/** Where a table begins in rows of cells: below titles, comments and pairs, and again below an empty row. */

/** Without the empty cells at its end. `isAfterGap`: an empty row stands above it. */
export type StackedRow = { cells: readonly string[]; isAfterGap: boolean };

/** How many of the first rows are looked at. */
const SAMPLE = 200;
const MOST_TITLES = 10;
const MOST_PAIRS = 20;

/** How many of the first rows are titles of the table below them. */
export function countTitles(all: readonly (readonly string[])[]): number {
  const rows = all.slice(0, SAMPLE).map((row) => row.slice(0, row.findLastIndex((cell) => cell !== "") + 1));
  const comments = countComments(rows);
  const rest = rows.slice(comments);
  return comments + (countPairs(rest) || countLines(rest, all.slice(comments)));
}

/** Lines behind a number sign, which have fewer cells than the table; one with as many, or with a column `#`, has its names. */
function countComments(rows: readonly (readonly string[])[]): number {
  const count = rows.findIndex(([first = ""]) => !first.startsWith("#"));
  const width = rows[count]?.length ?? 0;
  const header = rows
    .slice(0, Math.max(0, count))
    .findIndex(([first, ...more]) => more.length + 1 >= width || (first === "#" && more.length > 0));
  return header < 0 ? Math.max(0, count) : header;
}

/** Reports have lines of one cell above the table: a title, a date. A table of two columns may just lack a name. */
function countLines(rows: readonly (readonly string[])[], written: readonly (readonly string[])[]): number {
  const first = rows.findIndex((row, index) => row.length > 1 || (written[index]?.length ?? 0) === 2);
  return first > 0 && first <= MOST_TITLES ? first : 0;
}

/** Banks and shops write what the table is about above it: `Account: | 123`, `From: | 1 March`. */
function countPairs(rows: readonly (readonly string[])[]): number {
  const width = mostCommon(rows.flatMap(({ length }) => (length > 2 ? length : [])));
  const head = rows.findIndex(({ length }) => length > 2);
  if (head <= 0 || head > MOST_PAIRS) return 0;
  const [header = [], ...records] = rows.slice(head);
  const above = rows.slice(0, head);
  const pairs = above.filter(({ length }) => length === 2);
  const arePairs = pairs.length > 0 && pairs.filter(([name = ""]) => name.endsWith(":")).length >= pairs.length / 2;
  const isTable = records.length > 0 && records.filter(({ length }) => length > 2).length >= records.length * 0.8;
  return arePairs && isTable && header.length >= width - 1 && header.every(isName) ? head : 0;
}

/** The tables of a sheet, one below another: a new one begins below an empty row, with names over numbers. */
export function splitTables<Row extends StackedRow>(rows: readonly Row[]): Row[][] {
  const tables: Row[][] = [];
  let current: Row[] = [];
  const titles = countTitles(rows.map(({ cells }) => cells));
  for (const [index, row] of rows.entries()) {
    if (row.isAfterGap && index > titles && current.length > 1 && beginsTable(rows, index) && !isLike(current, row)) {
      tables.push(current);
      current = [];
    }
    current.push(row);
  }
  return current.length > 0 ? [...tables, current] : tables;
}

function beginsTable(rows: readonly StackedRow[], from: number): boolean {
  let at = from;
  while (at < from + MOST_TITLES && filled(rows[at]).length === 1) at += 1;
  const [header, next] = [rows[at], rows[at + 1]];
  if (!header || !next || next.isAfterGap) return false;
  const names = filled(header);
  const isOverNumbers = header.cells.some((cell, column) => cell !== "" && isNumber(next.cells[column] ?? ""));
  return names.length > 1 && names.every((name) => isName(name) && !/\d/.test(name)) && isOverNumbers;
}

/** A cell that stands in its column already, or says that there is nothing, is a value and no name. */
function isLike(above: readonly StackedRow[], { cells }: StackedRow): boolean {
  return cells.some(
    (cell, column) =>
      cell !== "" && (isNothing.test(cell) || above.slice(-SAMPLE).some((row) => row.cells[column] === cell)),
  );
}
const isNothing = /^(n\/?a|none|null|nil|unknown|-+)$/i;

const filled = (row: StackedRow | undefined) => row?.cells.filter((cell) => cell !== "") ?? [];
/** With a unit, too. */
const isNumber = (cell: string) => /^[^\p{L}\d]*\d[^\p{L}]*\p{L}{0,3}$/u.test(cell);
const isName = (cell: string) => /\p{L}/u.test(cell) && !/^\d[\d.,:/-]*\s*\p{L}?$/u.test(cell);

function mostCommon(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  const [[best] = [0]] = [...counts].sort(([a, some], [b, others]) => others - some || b - a);
  return best;
}
