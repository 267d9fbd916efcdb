/** Paragraphs and tables of a rich text, put together from what its words say, in the order in which they come. */
import { scriptSign } from "../formula.ts";

/** What a paragraph refers to; it is read after the paragraph. `before` stands in front of its text. */
type Attached = { before: string; blocks: readonly Block[] };
/** `rank` is a heading's. `label` stands in front, such as `2.1 `. */
export type Paragraph = {
  kind: "paragraph";
  text: string;
  label: string;
  rank: number | undefined;
  list: number | undefined;
  attached: readonly Attached[];
};
/** `right` edge in twips. `isBelow`: merged with the cell above, `isBehind`: with the one before. */
export type RichCell = {
  blocks: readonly Block[];
  right: number;
  isBelow: boolean;
  isAbove: boolean;
  isBehind: boolean;
};
export type RichRow = { isHeader: boolean; left: number; cells: readonly RichCell[] };
export type Table = { kind: "table"; rows: readonly RichRow[] };
export type Block = Paragraph | Table;

/** 1 for raised, -1 for lowered. */
export type Script = -1 | 0 | 1;
/** Of a paragraph: `depth` of tables around it, `list` its level in one; `label` tells what stands before it. */
export type Format = {
  rank: number | undefined;
  list: number | undefined;
  depth: number;
  label: (written: string) => string;
};

type CellEdge = Omit<RichCell, "blocks">;
type Definition = { isHeader: boolean; left: number; edges: CellEdge[]; merge: Omit<CellEdge, "right"> };
/** One depth of tables: 0 is outside of all. */
type Level = { blocks: Block[]; cells: { blocks: Block[] }[]; rows: RichRow[]; definition: Definition };

export type Flow = {
  text(text: string, script: Script): void;
  label(text: string): void;
  attach(attached: Attached): void;
  endParagraph(format: Format): void;
  /** Ends a cell of the table at this depth. */
  endCell(format: Format): void;
  endRow(depth: number): void;
  /** A word of a row's definition, in the table at this depth. */
  define(depth: number, name: string, value: number | undefined): void;
  /** All blocks; nothing may follow. */
  end(format: Format): Block[];
};

const MOST_DEPTH = 50;
const unmerged = { isBelow: false, isAbove: false, isBehind: false };

export function openFlow(): Flow {
  const levels: Level[] = [];
  let [pieces, label, script]: [string[], string, Script] = [[], "", 0];
  let attached: Attached[] = [];

  const levelAt = (depth: number): Level => {
    const at = Math.min(Math.max(0, depth), MOST_DEPTH);
    while (levels.length <= at) levels.push({ blocks: [], cells: [], rows: [], definition: newDefinition() });
    const found = levels[at];
    if (!found) throw new Error("unreachable");
    return found;
  };
  /** Ends the tables that are deeper than this. */
  const closeBelow = (depth: number) => {
    for (let at = levels.length - 1; at > depth; at -= 1) {
      const level = levelAt(at);
      if (level.cells.length > 0 || level.blocks.length > 0) endRow(at);
      if (level.rows.length > 0) levelAt(at - 1).blocks.push({ kind: "table", rows: level.rows });
      level.rows = [];
    }
  };
  const paragraph = (format: Format): Paragraph => {
    const text = pieces.join("");
    const shown = text.trim() === "" ? "" : format.label(label);
    const list = format.list ?? (label.trim() === "" ? undefined : 0);
    const one: Paragraph = { kind: "paragraph", text, label: shown, rank: format.rank, list, attached };
    [pieces, label, script, attached] = [[], "", 0, []];
    return one;
  };
  const isPending = () => attached.length > 0 || pieces.some((piece) => piece.trim() !== "");
  const endRow = (depth: number) => {
    const level = levelAt(depth);
    closeBelow(depth);
    if (level.blocks.length > 0) level.cells.push({ blocks: level.blocks });
    const { isHeader, left, edges } = level.definition;
    const cells = level.cells.map(({ blocks }, index) => ({
      blocks,
      ...(edges[index] ?? { ...unmerged, right: (edges.at(-1)?.right ?? left) + 1000 * (index - edges.length + 1) }),
    }));
    if (cells.length > 0) level.rows.push({ isHeader, left, cells });
    [level.blocks, level.cells] = [[], []];
  };
  return {
    text(text, next) {
      if (text === "") return;
      const sign = next !== 0 && next !== script ? scriptSign(pieces.slice(-9).join(""), text, next === 1) : "";
      pieces.push(sign, text);
      script = next;
    },
    label: (text) => {
      label += text;
    },
    attach: (one) => {
      attached.push(one);
    },
    endParagraph(format) {
      // A row that has begun goes on, whether or not its paragraphs say that they are in a table.
      const depth = format.depth === 0 && (levels[1]?.cells.length ?? 0) > 0 ? 1 : format.depth;
      closeBelow(depth);
      levelAt(depth).blocks.push(paragraph(format));
    },
    endCell(format) {
      const level = levelAt(Math.max(1, format.depth));
      closeBelow(Math.max(1, format.depth));
      level.cells.push({ blocks: [...level.blocks, paragraph(format)] });
      level.blocks = [];
    },
    endRow,
    define: (depth, name, value) => define(levelAt(depth), name, value),
    end(format) {
      if (isPending()) this.endParagraph(format);
      closeBelow(0);
      return levelAt(0).blocks;
    },
  };
}

const newDefinition = (): Definition => ({ isHeader: false, left: 0, edges: [], merge: { ...unmerged } });

function define(level: Level, name: string, value = 0): void {
  const { definition } = level;
  if (name === "trowd") level.definition = newDefinition();
  else if (name === "trhdr") definition.isHeader = true;
  else if (name === "trleft") definition.left = value;
  else if (name === "clvmgf") definition.merge.isAbove = true;
  else if (name === "clvmrg") definition.merge.isBelow = true;
  else if (name === "clmrg") definition.merge.isBehind = true;
  else if (name === "cellx") {
    definition.edges.push({ ...definition.merge, right: value });
    definition.merge = { ...unmerged };
  }
}

export const definesRow = (name: string): boolean => /^(trowd|trhdr|trleft|clvmgf|clvmrg|clmrg|cellx)$/.test(name);
