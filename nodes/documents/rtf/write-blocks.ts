/** From paragraphs and tables to sections, as those of a Word document are written. */
import type { Sections } from "../sections.ts";
import { type Cell, tableLines } from "../tables/table.ts";
import type { Block, Paragraph, RichCell, RichRow, Table } from "./flow.ts";

export type Out = Pick<Sections, "heading" | "block">;

export function writeBlocks(out: Out, blocks: readonly Block[]): void {
  let isInList = false;
  for (const block of blocks) {
    if (block.kind === "table") writeTable(out, block);
    else writeParagraph(out, block, isInList);
    isInList = block.kind === "paragraph" && isItem(block) && block.attached.length === 0;
  }
}

const isItem = ({ list, rank }: Paragraph) => list !== undefined && rank === undefined;

function writeParagraph(out: Out, { text, label, rank, list, attached }: Paragraph, isInList: boolean): void {
  if (text.trim() !== "") {
    if (rank !== undefined) out.heading(rank, `${label === "* " ? "" : label}${text}`);
    else if (list !== undefined) out.block(`${"  ".repeat(list)}${label}${text.trim()}`, isInList ? 1 : 2);
    else out.block(text, 2);
  }
  for (const { before, blocks } of attached) {
    if (before === "") writeBlocks(out, blocks);
    else {
      const said = textOf(blocks).trim();
      if (said !== "") out.block(before + said, 2);
    }
  }
}

/** All text as lines, without headings. */
export function textOf(blocks: readonly Block[]): string {
  const lines: string[] = [];
  writeBlocks({ heading: (_, title) => lines.push(title), block: (text) => lines.push(text) }, blocks);
  return lines.join("\n");
}

function writeTable(out: Out, { rows }: Table): void {
  const edges = gridOf(rows);
  const isBlocks = rows.map(
    ({ cells }) => cells.length === 1 || cells.some(({ blocks }) => blocks.some(({ kind }) => kind === "table")),
  );
  const above = new Map<number, string>();
  const lines = tableLines(
    rows.map((row, index) => ({ isHeader: row.isHeader, cells: isBlocks[index] ? [] : cellsOf(row, edges, above) })),
  );
  for (const [index, line] of lines.entries()) {
    if (isBlocks[index]) for (const { blocks } of rows[index]?.cells ?? []) writeBlocks(out, blocks);
    else if (line !== "") out.block(line, index === 0 ? 2 : 1);
  }
}

/** A table has no more columns; where rows have that many edges, they are no table, and each cell is one column. */
const MOST_EDGES = 200;
/** Edges that are nearer than this are the same: programs round. In twips, 1/20 point. */
const NEAR = 40;

/** The right edges of all columns; a cell over several of them is one over several columns. */
function gridOf(rows: readonly RichRow[]): number[] {
  const all = [...new Set(rows.flatMap(({ left, cells }) => [left, ...cells.map(({ right }) => right)]))];
  const edges: number[] = [];
  for (const edge of all.sort((one, other) => one - other))
    if (edge - (edges.at(-1) ?? -Infinity) > NEAR) edges.push(edge);
  return edges.length > MOST_EDGES ? [] : edges;
}

/** `above` has the text of the merged cells by their columns, for the rows below. */
function cellsOf({ left, cells }: RichRow, edges: readonly number[], above: Map<number, string>): Cell[] {
  const columnOf = (edge: number) => edges.filter((one) => one < edge - NEAR).length;
  const first = columnOf(left);
  const read: Cell[] = first > 0 ? [{ text: "", columns: first, rows: 1 }] : [];
  let from = first;
  for (const cell of joined(cells)) {
    const own = textOf(cell.blocks);
    const text = cell.isBelow && own.trim() === "" ? (above.get(from) ?? "") : own;
    if (cell.isBelow || cell.isAbove) above.set(from, text);
    const columns = Math.max(1, columnOf(cell.right) - from);
    read.push({ text, columns, rows: 1 });
    from += columns;
  }
  return read;
}

/** A cell that is merged with the one before is part of it. */
function joined(cells: readonly RichCell[]): RichCell[] {
  const whole: RichCell[] = [];
  for (const cell of cells) {
    const before = cell.isBehind ? whole.pop() : undefined;
    whole.push(before ? { ...before, right: cell.right, blocks: [...before.blocks, ...cell.blocks] } : cell);
  }
  return whole;
}
