/** The text of a Word document as a reader sees it, section by section. */
import { type ChildNode, type Element, isTag } from "domhandler";
import type { Section } from "../section.ts";
import { openSections, type Sections } from "../sections.ts";
import { type Cell, tableLines } from "../tables/table.ts";
import { chartLines } from "./chart.ts";
import { readChunk } from "./chunks.ts";
import { type Numbering, readNumbering } from "./numbering.ts";
import { openParts, type Parts } from "./parts.ts";
import { type Attached, chosen, type Reading, readLine } from "./runs.ts";
import { listLevel, outlineRank, readStyles } from "./styles.ts";
import { attribute, descendants, elementAt, elementsIn, isOn, localName, textIn } from "./xml.ts";

/** What a Word document may unpack to; it is held in memory. */
const UNPACKED_BYTES = 105_000_000;
const DEEPEST = 200;
const DEEPEST_FILE = 3;

type Out = Pick<Sections, "heading" | "block">;
type Place = { out: Out; depth: number; isInList: boolean };
type Document = Reading & { parts: Parts; part: string; numbering: Numbering; nesting: number };

/** `nesting`: how many files this one lies in. */
export function readWord(data: Uint8Array, nesting = 0): Section[] {
  const parts = openParts(data, UNPACKED_BYTES);
  const { main } = parts;
  const related = (type: string) => parts.nodes(parts.related(main, type));
  const [styles, numbering] = [readStyles(related("styles")), readNumbering(related("numbering"))];
  const document: Document = { parts, part: main, styles, numbering, counter: { notes: 0 }, nesting };
  const nodes = parts.nodes(main);
  if (descendants(nodes, "body").length === 0) throw new Error("it is damaged");
  const body = openSections();
  readBlocks(document, nodes, { out: body, depth: 0, isInList: false });
  // Seen on each page, said once.
  return [...margin(document, nodes, "headerReference"), ...body.end(), ...margin(document, nodes, "footerReference")];
}

/** The headers or footers, without those that have no more than a number. */
function margin(document: Document, nodes: readonly ChildNode[], name: string): Section[] {
  const paths = descendants(nodes, name).map((one) => document.parts.target(document.part, attribute(one, "id")));
  const texts = new Set([...new Set(paths)].map((path) => textOfPart(document, path)));
  return [...texts].filter((text) => /\p{L}/u.test(text)).map((text) => ({ text, metadata: {} }));
}

function textOfPart(document: Document, path: string | undefined): string {
  return path === undefined ? "" : textOf({ ...document, part: path }, document.parts.nodes(path), 0);
}

/** All text as lines, without headings. */
function textOf(document: Document, nodes: readonly ChildNode[], depth: number): string {
  const lines: string[] = [];
  const out: Out = { heading: (_, title) => lines.push(title), block: (text) => lines.push(text) };
  readBlocks(document, nodes, { out, depth, isInList: false });
  return lines.join("\n");
}

function readBlocks(document: Document, nodes: readonly ChildNode[], place: Place): void {
  for (const node of nodes) {
    if (!isTag(node)) continue;
    const name = localName(node);
    if (place.depth > DEEPEST) place.out.block(descendants([node], "t").map(textIn).join(" "), 1);
    else if (name === "p") paragraph(document, node, place);
    else if (name === "tbl") table(document, node, place);
    else if (name === "AlternateContent") readBlocks(document, chosen(node), deeper(place));
    else if (name === "altChunk") chunk(document, node, place);
    else if (name === "oMathPara") line(document, [node], place);
    else if (!/^(del|moveFrom|sectPr|sdtPr|sdtEndPr|pPr)$/.test(name))
      readBlocks(document, node.children, deeper(place));
  }
}

/** What a file inside says, with its headings. A document in a document in a document … is no text of a person. */
function chunk(document: Document, element: Element, { out }: Place): void {
  const path = document.parts.target(document.part, attribute(element, "id"));
  const data = document.parts.bytes(path);
  if (path === undefined || !data) return;
  if (document.nesting >= DEEPEST_FILE) throw new Error("it has documents in documents, too deep to read");
  for (const { title, text, metadata } of readChunk(path, data, (inner) => readWord(inner, document.nesting + 1))) {
    if (title !== undefined) out.heading(String(metadata.heading ?? "").split(" › ").length, title);
    if (text !== "") out.block(text, 2);
  }
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

function paragraph(document: Document, element: Element, place: Place): void {
  const properties = elementAt(element, "pPr");
  const style = document.styles(attribute(elementAt(properties, "pStyle"), "val"));
  const list = listLevel(properties) ?? style.list;
  const rank = outlineRank(properties) ?? style.rank;
  const { text, attached } = readLine(element.children, document);
  const label = list ? document.numbering(list) : "";
  if (text.trim() !== "") {
    if (rank !== undefined) place.out.heading(rank, `${label === "* " ? "" : label}${text}`);
    else if (list) place.out.block(`${"  ".repeat(list.level)}${label}${text.trim()}`, place.isInList ? 1 : 2);
    else place.out.block(text, 2);
    place.isInList = list !== undefined && rank === undefined;
  }
  for (const one of attached) readAttached(document, one, place);
}

/** A line of its own that is no paragraph: a formula. */
function line(document: Document, nodes: readonly ChildNode[], place: Place): void {
  const { text, attached } = readLine(nodes, document);
  if (text.trim() !== "") place.out.block(text, 2);
  for (const one of attached) readAttached(document, one, place);
}

function readAttached(document: Document, one: Attached, place: Place): void {
  place.isInList = false;
  if (place.depth > DEEPEST) return;
  if (one.kind === "box") readBlocks(document, one.element.children, deeper(place));
  else if (one.kind === "drawing") {
    const text = drawing(document, document.parts.nodes(document.parts.target(document.part, one.id)));
    if (text !== "") place.out.block(text, 2);
  } else note(document, one, place);
}

function note(
  document: Document,
  one: Extract<Attached, { kind: "comment" | "footnote" | "endnote" }>,
  place: Place,
): void {
  const path = document.parts.related(document.part, `${one.kind}s`);
  const found = descendants(document.parts.nodes(path), one.kind).find((each) => attribute(each, "id") === one.id);
  if (!found || path === undefined) return;
  const text = textOf({ ...document, part: path }, found.children, place.depth + 1);
  const author = one.kind === "comment" ? attribute(found, "author") : undefined;
  const from = "number" in one ? `[${one.number}] ` : `Comment${author ? ` by ${author}` : ""}: `;
  if (text !== "") place.out.block(from + text.trim(), 2);
}

/** A diagram's boxes, or a chart's titles and series. */
function drawing(document: Document, nodes: readonly ChildNode[]): string {
  const titles = descendants(nodes, "p").map((one) => readLine(one.children, document).text.trim());
  return [...titles, ...chartLines(nodes)].filter((text) => text !== "").join("\n");
}

function table(document: Document, element: Element, place: Place): void {
  place.isInList = false;
  const rows = rowsOf(element).map((row) => ({ row, cells: cellsOf(row) }));
  const isBlocks = rows.map(
    ({ cells }) => cells.length === 1 || cells.some((cell) => descendants(cell.children, "tbl").length > 0),
  );
  const above = new Map<number, string>();
  const lines = tableLines(
    rows.map(({ row, cells }, index) => ({
      isHeader: isOn(elementAt(row, "trPr", "tblHeader")),
      cells: isBlocks[index] ? [] : readCells(document, { row, cells, above, depth: place.depth + 1 }),
    })),
  );
  for (const [index, text] of lines.entries()) {
    if (isBlocks[index])
      for (const cell of rows[index]?.cells ?? []) readBlocks(document, cell.children, deeper(place));
    else if (text !== "") place.out.block(text, index === 0 ? 2 : 1);
  }
}

type WordRow = { row: Element; cells: readonly Element[]; above: Map<number, string>; depth: number };

/** `above` has the text of the merged cells by their columns, for the rows below. */
function readCells(document: Document, { row, cells, above, depth }: WordRow): Cell[] {
  const before = span(elementAt(row, "trPr", "gridBefore"), 0);
  const read: Cell[] = before > 0 ? [{ text: "", columns: before, rows: 1 }] : [];
  let column = before;
  for (const cell of cells) {
    const properties = elementAt(cell, "tcPr");
    const merge = elementAt(properties, "vMerge");
    const isContinued = merge !== undefined && attribute(merge, "val") !== "restart";
    const own = textOf(document, cell.children, depth);
    const text = isContinued && own.trim() === "" ? (above.get(column) ?? "") : own;
    if (merge) above.set(column, text);
    const columns = span(elementAt(properties, "gridSpan"), 1);
    read.push({ text, columns, rows: 1 });
    column += columns;
  }
  return read;
}

function span(element: Element | undefined, otherwise: number): number {
  const value = Number.parseInt(attribute(element, "val") ?? "", 10);
  return value >= 0 && value <= 1000 ? value : otherwise;
}

function rowsOf(table: Element): Element[] {
  return wrapped(table, "tr").filter((row) => !elementAt(row, "trPr", "del"));
}

function cellsOf(row: Element): Element[] {
  return wrapped(row, "tc");
}

/** Rows and cells may stand in content controls and in marks of changes. */
function wrapped(parent: Element, name: string): Element[] {
  return elementsIn(parent).flatMap((element) => {
    const here = localName(element);
    if (here === name) return [element];
    return /^(sdt|sdtContent|customXml|ins|moveTo|smartTag)$/.test(here) ? wrapped(element, name) : [];
  });
}
