/** The text of a web page as a reader sees it, section by section. */
import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { encodingNamedIn } from "../../../lib/values/response-text.ts";
import { decode } from "../decode.ts";
import { scriptSign } from "../formula.ts";
import type { Section } from "../section.ts";
import { openSections } from "../sections.ts";
import { type Cell, tableLines } from "../tables/table.ts";
import { blocks, type Control, controls, isHidden, labelOf, margins, ranks, skipped } from "./elements.ts";
import { addBreak, addText, edge, type Flow, flush, markOf, openFlow, textOf } from "./flow.ts";
import { listMarks } from "./list-marks.ts";
import { mathText } from "./math.ts";
import { parseHtml } from "./parse-html.ts";
import { unfold } from "./unfold.ts";

/** Deeper elements give their text without being looked at one by one; pages of people are never that deep. */
const DEEPEST = 400;

/** `isXhtml`: it is, whether it says so or not. */
export function readHtml(data: Uint8Array, isXhtml = false): Section[] {
  const page = parseHtml(decodeHtml(data), isXhtml);
  unfold(page);
  const { children } = page;
  const sections = openSections(titleOf(children));
  const flow = openFlow(sections, structured(children));
  for (const node of children) walk(flow, node, 0);
  flush(flow);
  return sections.end();
}

/** In the encoding that the page names, when its bytes do not say another. */
export function decodeHtml(data: Uint8Array): string {
  return decode(data, encodingNamedIn(data));
}

function titleOf(nodes: readonly ChildNode[]): string {
  for (const node of nodes) {
    if (!isTag(node)) continue;
    if (node.name === "title") return textOf(node).slice(0, 200);
    const found = node.name === "html" || node.name === "head" ? titleOf(node.children) : "";
    if (found !== "") return found;
  }
  return "";
}

/** The elements with a heading or a table inside: a table's cell among them is a part of the page, and no cell of a row. */
function structured(nodes: readonly ChildNode[]): WeakSet<object> {
  const marked = new WeakSet<object>();
  const waiting = [...nodes];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!isTag(node)) continue;
    waiting.push(...node.children);
    if (!ranks.has(node.name) && node.name !== "table") continue;
    for (let above = node.parent; above && !marked.has(above); above = above.parent) marked.add(above);
  }
  return marked;
}

function walk(flow: Flow, node: ChildNode, depth: number): void {
  if (isText(node)) addText(flow, node.data);
  if (!isTag(node) || skipped.has(node.name) || isHidden(node)) return;
  const rank = ranks.get(node.name);
  const control = controls.get(node.name);
  if (depth > DEEPEST) addText(flow, ` ${textOf(node)} `);
  else if (node.name === "br") addBreak(flow);
  else if (rank !== undefined) heading(flow, node, { rank, depth });
  else if (node.name === "table") table(flow, node, depth);
  else if (node.name === "ul" || node.name === "ol" || node.name === "menu") list(flow, node, depth);
  else if (node.name === "math") addText(flow, ` ${mathText(node)} `);
  else if (control) inline(flow, node, { control, depth });
  else if (blocks.has(node.name)) block(flow, node, depth);
  else inside(flow, node, depth);
}

function inside(flow: Flow, { children }: Element, depth: number): void {
  for (const child of children) walk(flow, child, depth + 1);
}

function block(flow: Flow, element: Element, depth: number): void {
  const margin = margins.get(element.name) ?? 1;
  edge(flow, margin);
  const wasKept = flow.keepsSpaces;
  flow.keepsSpaces ||= element.name === "pre" || element.name === "textarea";
  addText(flow, labelOf(element));
  edge(flow, margin);
  inside(flow, element, depth);
  edge(flow, margin);
  flow.keepsSpaces = wasKept;
}

/** What stands in a line of text, with what else is seen of it: a picture's description, what a field holds. */
function inline(flow: Flow, element: Element, { control, depth }: { control: Control; depth: number }): void {
  const [before, after] = control(element);
  addText(flow, before);
  if (element.name === "sup" || element.name === "sub") {
    addText(flow, scriptSign(flow.pieces.at(-1) ?? "", textOf(element), element.name === "sup"));
  }
  inside(flow, element, depth);
  addText(flow, after);
}

function heading(flow: Flow, element: Element, { rank, depth }: { rank: number; depth: number }): void {
  edge(flow, 2);
  const mark = markOf(flow);
  const title = apart(flow, element, depth).trim();
  flow.out.heading(rank, mark === "* " ? title : mark + title);
  edge(flow, 2);
}

/** The text of an element as one line, such as a cell's. */
function apart({ structured }: Flow, element: Element, depth: number): string {
  const texts: string[] = [];
  const out = { heading: (_: number, title: string) => texts.push(title), block: (text: string) => texts.push(text) };
  const flow = openFlow(out, structured);
  inside(flow, element, depth);
  flush(flow);
  return texts.join(" ").replace(/\s+/g, " ");
}

function list(flow: Flow, element: Element, depth: number): void {
  edge(flow, flow.indent === "" ? 2 : 1);
  const marks = listMarks(element);
  const { indent } = flow;
  for (const child of element.children) {
    const mark = isTag(child) && child.name === "li" ? marks(child) : "";
    if (mark !== "") edge(flow, 1);
    flow.mark = mark === "" ? "" : indent + mark;
    flow.indent = `${indent}  `;
    walk(flow, child, depth + 1);
    flush(flow);
    flow.mark = "";
    flow.indent = indent;
  }
  edge(flow, flow.indent === "" ? 2 : 1);
}

type TableRow = { cells: Element[]; isHeader: boolean };

function table(flow: Flow, element: Element, depth: number): void {
  edge(flow, 2);
  const mark = markOf(flow);
  if (mark !== "" && mark.trim() !== "*") flow.out.block(mark.trimEnd(), 1);
  const rows = rowsOf(flow, element, depth);
  const isBlocks = rows.map(({ cells }) => cells.length === 1 || cells.some((cell) => flow.structured.has(cell)));
  const lines = tableLines(
    rows.map(({ cells, isHeader }, index) => ({
      isHeader,
      cells: cells.map((cell) => cellOf(cell, isBlocks[index] ? "" : apart(flow, cell, depth + 1))),
    })),
  );
  for (const [index, line] of lines.entries()) {
    if (isBlocks[index]) for (const cell of rows[index]?.cells ?? []) block(flow, cell, depth + 1);
    else if (line !== "") {
      flow.out.block(line, flow.gap);
      flow.gap = 1;
    }
  }
  edge(flow, 2);
}

/** In the order they are shown in: the head first, the foot last. What else stands in a table is shown before it. */
function rowsOf(flow: Flow, element: Element, depth: number): TableRow[] {
  const groups: Record<"head" | "body" | "foot", TableRow[]> = { head: [], body: [], foot: [] };
  const collect = (parent: Element, into: "head" | "body" | "foot") => {
    for (const child of parent.children) {
      const name = isTag(child) ? child.name : "";
      if (!isTag(child) || isHidden(child)) walk(flow, child, depth + 1);
      else if (name === "thead") collect(child, "head");
      else if (name === "tbody") collect(child, "body");
      else if (name === "tfoot") collect(child, "foot");
      else if (name === "tr") groups[into].push(rowOf(child, into === "head"));
      else if (name === "td" || name === "th") groups[into].push({ cells: [child], isHeader: false });
      else walk(flow, child, depth + 1);
    }
  };
  collect(element, "body");
  edge(flow, 1);
  return [...groups.head, ...groups.body, ...groups.foot].filter(({ cells }) => cells.length > 0);
}

function rowOf(row: Element, isInHead: boolean): TableRow {
  const cells = row.children.filter(isTag).filter((cell) => !isHidden(cell) && !skipped.has(cell.name));
  return { cells, isHeader: isInHead || cells.every(({ name }) => name === "th") };
}

function cellOf({ attribs }: Element, text: string): Cell {
  const span = (value: string | undefined, most: number) =>
    Math.min(most, Math.max(1, Number.parseInt(value ?? "1", 10) || 1));
  // 0 is all rows that follow.
  const rows = attribs.rowspan === "0" ? 65_534 : span(attribs.rowspan, 65_534);
  return { text, columns: span(attribs.colspan, 1000), rows };
}
