/** The rows of a table on a page: a cell that is empty leaves a gap, which says under which name the others stand. */

/** `from` and `to`: where it stands in its line. */
type PlacedCell = { text: string; from: number; to: number };
/** `gap`: the line breaks before it. */
export type PlacedLine = { cells: PlacedCell[]; gap: string };

/** Two columns may be a text that is set in two. */
const LEAST_COLUMNS = 3;

export function linesText(lines: readonly PlacedLine[]): string {
  const pieces: string[] = [];
  for (let first = 0; first < lines.length; ) {
    let end = first;
    while ((lines[end]?.cells.length ?? 0) > 1) end += 1;
    const table = lines.slice(first, Math.max(end, first + 1));
    const columns = columnsOf(table);
    for (const { gap, cells } of table) pieces.push(gap, (inColumns(cells, columns) ?? textsOf(cells)).join("\t"));
    first += table.length;
  }
  return pieces.join("");
}

type Column = { from: number; to: number };

const textsOf = (cells: readonly PlacedCell[]) => cells.map(({ text }) => text);

/** By the rows that have all their cells; none where these do not stand below each other. */
function columnsOf(table: readonly PlacedLine[]): Column[] {
  const most = Math.max(...table.map(({ cells }) => cells.length));
  if (most < LEAST_COLUMNS || table.every(({ cells }) => cells.length === most)) return [];
  const whole = table.filter(({ cells }) => cells.length === most);
  const columns = Array.from({ length: most }, (_, at) => ({
    from: Math.min(...whole.map(({ cells }) => cells[at]?.from ?? 0)),
    to: Math.max(...whole.map(({ cells }) => cells[at]?.to ?? 0)),
  }));
  return columns.every(({ from }, at) => at === 0 || from > (columns[at - 1]?.to ?? 0)) ? columns : [];
}

/** Undefined when a cell stands in no column, or two stand in one. */
function inColumns(cells: readonly PlacedCell[], columns: readonly Column[]): string[] | undefined {
  if (cells.length >= columns.length) return undefined;
  const texts = columns.map(() => "");
  let next = 0;
  for (const { text, from, to } of cells) {
    const shared = columns.map((column) => Math.min(column.to, to) - Math.max(column.from, from));
    const best = Math.max(...shared);
    const at = shared.indexOf(best);
    if (best <= 0 || at < next) return undefined;
    texts[at] = text;
    next = at + 1;
  }
  return texts.slice(0, next);
}
