/** Texts, sheets and presentations of LibreOffice (ODF 1.2 and 1.3): their content as a reader sees it. */
import { type ChildNode, type Element, isTag } from "domhandler";
import type { RowFile } from "../rows/row-file.ts";
import type { Section } from "../section.ts";
import { openSections, type Sections } from "../sections.ts";
import { type Cell, type Row, tableLines } from "../tables/table.ts";
import { locked, unzip } from "../unzip.ts";
import { attribute, descendants, elementAt, elementsIn, localName, parseXml } from "../word/xml.ts";
import { type HeadingNumbering, type ListNumbering, readHeadingNumbers, readListStyles } from "./list-styles.ts";
import { type Embedded, openObjects } from "./objects.ts";
import { readSheet, sheetTable } from "./sheet.ts";
import { type Attached, describedIn, type Inside, textInside } from "./text-inside.ts";
import { readTextStyles } from "./text-styles.ts";

/** What it may unpack to; it is held in memory. */
const UNPACKED_BYTES = 210_000_000;
const DEEPEST = 200;
const what = "an OpenDocument file";

type Content = Inside & { body: Element; numbering: ListNumbering; headings: HeadingNumbering; margins: Element[] };

/** The content of such a file. Throws when it is none, or has a password. */
function open(data: Uint8Array): Content {
  const files = unzip(data, UNPACKED_BYTES, what);
  const manifest = files.get("meta-inf/manifest.xml");
  if (manifest && descendants(parseXml(manifest), "encryption-data").length > 0) {
    throw new Error(locked);
  }
  const content = parseXml(files.get("content.xml") ?? new Uint8Array());
  const styles = parseXml(files.get("styles.xml") ?? new Uint8Array());
  const [body] = descendants(content, "body");
  if (!body) throw new Error(`it is not ${what}`);
  const margins = ["header", "footer"].flatMap((name) =>
    [name, `${name}-left`, `${name}-first`].flatMap((each) => descendants(styles, each)),
  );
  const headings = readHeadingNumbers(styles);
  const all = [...styles, ...content];
  const inside = { styles: readTextStyles(all), objects: openObjects(files) };
  return { body, margins, headings, numbering: readListStyles(all), ...inside };
}

export function readOpenText(data: Uint8Array): Section[] {
  const { body, headings, margins, ...around } = open(data);
  const sections = openSections();
  readBlocks(sections, body.children, { depth: 0, list: 0, headings, ...around });
  // Seen on each page, said once; a number alone says nothing.
  const onEachPage = new Set(margins.map(({ children }) => textOf(children, { depth: 0, ...around })));
  const said = [...onEachPage].filter((text) => /\p{L}/u.test(text)).map((text) => ({ text, metadata: {} }));
  return [...sections.end(), ...said];
}

/** A section for each row, under the name of its sheet. */
export function readOpenSheets(data: Uint8Array): Section[] {
  const { body, ...around } = open(data);
  const tables = elementsIn(elementAt(body, "spreadsheet"), "table");
  return tables.flatMap((table) => [...readSheet(table), ...readShapes(table, { depth: 0, ...around })]);
}

/** What lies on a sheet: text boxes and the titles of charts, whose numbers the sheet itself has. */
function readShapes(table: Element, place: Around): Section[] {
  const texts = descendants(table.children, "frame").map((frame) => {
    const embedded = place.objects(frame);
    if (!embedded) return textOf([frame], place);
    if ("formula" in embedded) return embedded.formula;
    return embedded.titles.map(({ children }) => textOf(children, place)).join("\n");
  });
  return texts.filter((text) => text !== "").map((text) => ({ text, metadata: {} }));
}

/** The rows of a sheet, or of the first one that has rows, for batches. */
export function openRows(data: Uint8Array, wanted: string | undefined): RowFile {
  const tables = elementsIn(elementAt(open(data).body, "spreadsheet"), "table");
  const sheets = tables.map((table) => attribute(table, "name") ?? "");
  if (wanted !== undefined && !sheets.includes(wanted)) {
    throw new Error(`it has no sheet “${wanted}”; it has ${sheets.join(", ")}`);
  }
  for (const [index, table] of tables.entries()) {
    const sheet = sheets[index] ?? "";
    if (wanted !== undefined && sheet !== wanted) continue;
    const { columns, records } = sheetTable(table);
    if (records.length === 0 && wanted === undefined) continue;
    const rows = records.map(({ line, cells }) => ({ line, cells: columns.map((_, at) => cells[at] || null) }));
    return { columns: () => columns, sheets, sheet, rows };
  }
  return { columns: () => [], sheets, rows: [] };
}

/** A section for each page, with the speaker's notes. */
export function readOpenSlides(data: Uint8Array): Section[] {
  const { body, ...around } = open(data);
  const place = { depth: 0, ...around };
  const pages = descendants(body.children, "page");
  return pages.map((page, index) => {
    const title = descendants(page.children, "frame").find((frame) => attribute(frame, "class") === "title");
    const heading = title ? textOf(title.children, place).replace(/\s+/g, " ").trim() : "";
    const shown = page.children.filter((child) => child !== title && !(isTag(child) && localName(child) === "notes"));
    // Their page shows its number and the like, too.
    const notes = textOf(
      (elementAt(page, "notes")?.children ?? []).filter(
        (child) => !isTag(child) || !/^(page-number|header|footer|date-time)$/.test(attribute(child, "class") ?? ""),
      ),
      place,
    );
    const blocks = [textOf(shown, place), notes === "" ? "" : `Notes: ${notes}`].filter((text) => text !== "");
    return {
      ...(heading === "" ? {} : { title: heading }),
      text: blocks.join("\n\n"),
      metadata: { slide: index + 1, heading: heading || `Slide ${index + 1}` },
    };
  });
}

/** `style`: of the list around, which lists inside it share. */
type Around = Inside & { depth: number; numbering: ListNumbering };
type Place = Around & {
  list: number;
  headings?: HeadingNumbering;
  mark?: string;
  style?: string | undefined;
};
type Out = Pick<Sections, "heading" | "block">;

function readBlocks(out: Out, nodes: readonly ChildNode[], place: Place): void {
  if (place.depth > DEEPEST) return;
  const deeper = { ...place, depth: place.depth + 1 };
  for (const node of nodes) {
    if (!isTag(node)) continue;
    const name = localName(node);
    if (name === "h") {
      const level = Math.max(1, Number(attribute(node, "outline-level") ?? 1) || 1);
      const { text, attached } = textInside(node, place);
      out.heading(level, text.trim() === "" ? text : `${place.headings?.(node, level) ?? ""}${text}`);
      readAttached(out, attached, deeper);
    } else if (name === "p") {
      const { text, attached } = textInside(node, place);
      if (text.trim() !== "") out.block(`${place.mark ?? ""}${text}`, place.list > 0 ? 1 : 2);
      readAttached(out, attached, deeper);
    } else if (name === "list") readList(out, node, deeper);
    else if (name === "table") readTable(out, node, deeper);
    else if (name === "frame") readFrame(out, node, deeper);
    else if (!unseen.has(name)) readBlocks(out, node.children, deeper);
  }
}

/** Deleted text, styles, and tables of what stands elsewhere in the file. */
const unseen = new Set([
  "tracked-changes",
  "forms",
  "variable-decls",
  "sequence-decls",
  "user-field-decls",
  "desc",
  "title",
]);

/** Notes, comments and boxes that hang on a paragraph are read behind it. */
function readAttached(out: Out, attached: readonly Attached[], place: Place): void {
  for (const { before, nodes, embedded } of attached) {
    if (embedded) readEmbedded(out, embedded, place);
    const text = embedded ? "" : textOf(nodes, place);
    if (text !== "") out.block(before + text, 2);
  }
}

/** A box, a picture or an object that stands on a page by itself. */
function readFrame(out: Out, frame: Element, place: Place): void {
  const embedded = place.objects(frame);
  if (embedded) readEmbedded(out, embedded, place);
  else readBlocks(out, frame.children, place);
  const said = describedIn(frame).trim();
  if (said !== "") out.block(said, 2);
}

function readEmbedded(out: Out, embedded: Embedded, place: Place): void {
  if ("formula" in embedded) {
    out.block(embedded.formula, 2);
    return;
  }
  for (const { children } of embedded.titles) readBlocks(out, children, place);
  for (const table of embedded.tables) readTable(out, table, place);
}

function readList(out: Out, list: Element, place: Place): void {
  const indent = "  ".repeat(place.list);
  const style = attribute(list, "style-name") ?? place.style;
  const mark = place.numbering(style, place.list + 1);
  const inside = { ...place, list: place.list + 1, style };
  for (const item of elementsIn(list)) {
    if (!/^list-(item|header)$/.test(localName(item))) continue;
    const label = elementAt(item, "number");
    const [first, ...rest] = elementsIn(item).filter((one) => one !== label);
    const sign = localName(item) === "list-header" ? "" : label ? `${textInside(label, place).text} ` : mark(item);
    if (first) readBlocks(out, [first], localName(first) === "list" ? inside : { ...inside, mark: indent + sign });
    for (const one of rest)
      readBlocks(out, [one], localName(one) === "list" ? inside : { ...inside, mark: `${indent}  ` });
  }
}

function readTable(out: Out, table: Element, place: Place): void {
  const rows: Row[] = [];
  const collect = (parent: Element, isHeader: boolean): void => {
    for (const child of elementsIn(parent)) {
      const name = localName(child);
      if (name === "table-row")
        rows.push({ isHeader, cells: elementsIn(child).flatMap((cell) => cellOf(cell, place)) });
      else if (/^table-(header-rows|rows|row-group)$/.test(name))
        collect(child, isHeader || name === "table-header-rows");
    }
  };
  collect(table, false);
  // Tables of presentations have no rows of a header, but a style for the first one.
  const [first] = rows;
  if (first && attribute(table, "use-first-row-styles") === "true" && rows.length > 1)
    rows[0] = { ...first, isHeader: true };
  for (const [index, line] of tableLines(rows).entries()) if (line !== "") out.block(line, index === 0 ? 2 : 1);
}

function cellOf(cell: Element, place: Place): Cell[] {
  if (localName(cell) !== "table-cell") return [];
  const count = (name: string) => Math.min(1000, Math.max(1, Number(attribute(cell, name)) || 1));
  const text = textOf(cell.children, place);
  const one = {
    // A chart's number that is not there.
    text: text === "NaN" && attribute(cell, "value") === "NaN" ? "" : text,
    columns: count("number-columns-spanned"),
    rows: count("number-rows-spanned"),
  };
  return Array.from({ length: count("number-columns-repeated") }, () => one);
}

/** All text as lines. */
function textOf(nodes: readonly ChildNode[], place: Around): string {
  const { depth, numbering, styles, objects } = place;
  const lines: string[] = [];
  const out: Out = { heading: (_, title) => lines.push(title), block: (text) => lines.push(text) };
  readBlocks(out, nodes, { depth: depth + 1, list: 0, numbering, styles, objects });
  return lines.join("\n");
}
