/** A presentation as its audience reads it: slide by slide, title first, then texts and tables, then the speaker's notes. */
import { type ChildNode, type Element, isTag } from "domhandler";
import { scriptSign } from "../formula.ts";
import { listNumber, type NumberStyle } from "../list-numbers.ts";
import type { Section } from "../section.ts";
import { type Cell, tableLines } from "../tables/table.ts";
import { chartLines } from "../word/chart.ts";
import { formulaText } from "../word/formula.ts";
import { openParts, type Parts } from "../word/parts.ts";
import { chosen, described } from "../word/runs.ts";
import { attribute, descendants, elementAt, elementsIn, localName, textIn } from "../word/xml.ts";

/** What it may unpack to; it is held in memory. */
const UNPACKED_BYTES = 105_000_000;
const DEEPEST = 200;

export function readSlides(data: Uint8Array): Section[] {
  const kind = { main: "ppt/presentation.xml", name: "a PowerPoint presentation" };
  const parts = openParts(data, UNPACKED_BYTES, kind);
  const listed = descendants(parts.nodes(parts.main), "sldId").map((slide) =>
    parts.target(parts.main, relationOf(slide)),
  );
  const slides = listed.flatMap((path, index) => (path === undefined ? [] : [readSlide(parts, path, index + 1)]));
  return [...slides, ...footers(parts, listed)];
}

/** Seen on each slide, said once; a number alone says nothing. */
function footers(parts: Parts, slides: readonly (string | undefined)[]): Section[] {
  const shapes = slides.flatMap((path) => descendants(parts.nodes(path), "sp"));
  const repeatedShapes = shapes.filter((shape) =>
    /^(ftr|hdr|dt)$/.test(attribute(descendants(shape.children, "ph")[0], "type") ?? ""),
  );
  const behind = new Set(slides.flatMap((path) => (path === undefined ? [] : designsOf(parts, path))));
  // What has a place for text there is only a prompt.
  const fixed = [...behind]
    .flatMap((path) => descendants(parts.nodes(path), "sp"))
    .filter((shape) => descendants(shape.children, "ph").length === 0);
  const texts = [...repeatedShapes, ...fixed].map((shape) => textOf(elementAt(shape, "txBody")));
  return [...new Set(texts)].filter((text) => /\p{L}/u.test(text)).map((text) => ({ text, metadata: {} }));
}

/** The layout and the master behind a slide, as far as their shapes are shown on it. */
function designsOf(parts: Parts, slide: string): string[] {
  const showsBehind = (path: string) =>
    !parts.nodes(path).some((node) => isTag(node) && /^(0|false)$/.test(attribute(node, "showMasterSp") ?? ""));
  const layout = showsBehind(slide) ? parts.related(slide, "slidelayout") : undefined;
  const master = layout !== undefined && showsBehind(layout) ? parts.related(layout, "slidemaster") : undefined;
  return [layout, master].flatMap((path) => path ?? []);
}

function readSlide(parts: Parts, path: string, slide: number): Section {
  const tree = descendants(parts.nodes(path), "spTree")[0];
  const found: Found = { title: "", blocks: [] };
  if (tree) readShapes({ parts, path, found }, tree.children, 0);
  const notes = notesOf(parts, path);
  const comments = descendants(parts.nodes(parts.related(path, "comments")), "cm").map((comment) =>
    descendants(comment.children, "t").concat(descendants(comment.children, "text")).map(textIn).join(" ").trim(),
  );
  const blocks = [
    ...found.blocks,
    ...(notes === "" ? [] : [`Notes: ${notes}`]),
    ...comments.filter((text) => text !== "").map((text) => `Comment: ${text}`),
  ];
  const title = found.title.replace(/\s+/g, " ").trim();
  return {
    ...(title === "" ? {} : { title }),
    text: blocks.join("\n\n"),
    metadata: { slide, heading: title || `Slide ${slide}` },
  };
}

type Found = { title: string; blocks: string[] };
type Place = { parts: Parts; path: string; found: Found };

function readShapes(place: Place, nodes: readonly ChildNode[], depth: number): void {
  if (depth > DEEPEST) return;
  for (const node of nodes) {
    if (!isTag(node)) continue;
    const name = localName(node);
    if (name === "AlternateContent") readShapes(place, chosen(node), depth + 1);
    else if (name === "sp" || name === "cxnSp") readShape(place, node);
    else if (name === "graphicFrame") readFrame(place, node);
    else if (name === "grpSp") readShapes(place, node.children, depth + 1);
    else if (name === "pic") readPicture(place, node);
  }
}

/** Numbers, dates and footers that repeat on each slide say nothing of this one. */
const repeated: ReadonlySet<string> = new Set(["sldNum", "dt", "ftr", "hdr"]);

function readShape({ found }: Place, shape: Element): void {
  const placeholder = descendants(shape.children, "ph")[0];
  const type = attribute(placeholder, "type") ?? "";
  if (repeated.has(type)) return;
  const text = textOf(elementAt(shape, "txBody"));
  if (text === "") return;
  if ((type === "title" || type === "ctrTitle") && found.title === "") found.title = text;
  else found.blocks.push(text);
}

function readPicture({ found }: Place, picture: Element): void {
  const text = descendants(picture.children, "cNvPr").map(described).join("").trim();
  if (text !== "") found.blocks.push(text);
}

function readFrame({ parts, path, found }: Place, frame: Element): void {
  for (const table of descendants(frame.children, "tbl")) found.blocks.push(readTable(table));
  const related = [
    ...descendants(frame.children, "chart").map((chart) => relationOf(chart)),
    ...descendants(frame.children, "relIds").map((diagram) => attribute(diagram, "dm")),
  ];
  for (const id of related) {
    const nodes = parts.nodes(parts.target(path, id));
    const titles = descendants(nodes, "p").map(paragraphText);
    const text = [...titles, ...chartLines(nodes)].filter((line) => line.trim() !== "").join("\n");
    if (text !== "") found.blocks.push(text);
  }
}

function readTable(table: Element): string {
  const hasHeader = /^(1|true)$/.test(attribute(elementAt(table, "tblPr"), "firstRow") ?? "");
  const above = new Map<number, string>();
  const rows = elementsIn(table, "tr").map((row, index) => ({
    isHeader: hasHeader && index === 0,
    cells: elementsIn(row, "tc").flatMap((cell, column): Cell[] => {
      // What a wider cell covers is written as empty cells, and what a higher one covers has its text.
      if (attribute(cell, "hMerge") !== undefined) return [];
      const isCovered = attribute(cell, "vMerge") !== undefined;
      const text = isCovered ? (above.get(column) ?? "") : textOf(elementAt(cell, "txBody"));
      above.set(column, text);
      return [{ text, columns: span(cell, "gridSpan"), rows: 1 }];
    }),
  }));
  return tableLines(rows)
    .filter((line) => line !== "")
    .join("\n");
}

function span(cell: Element, name: string): number {
  const value = Number.parseInt(attribute(cell, name) ?? "", 10);
  return value >= 1 && value <= 1000 ? value : 1;
}

function notesOf(parts: Parts, path: string): string {
  const notes = parts.nodes(parts.related(path, "notesslide"));
  const bodies = descendants(notes, "sp").filter((shape) => {
    const type = attribute(descendants(shape.children, "ph")[0], "type") ?? "";
    return type !== "sldImg" && !repeated.has(type);
  });
  return bodies
    .map((shape) => textOf(elementAt(shape, "txBody")))
    .filter((text) => text !== "")
    .join("\n");
}

/** Paragraphs as lines, those of lower levels further in, with the numbers of lists that have some. */
function textOf(body: Element | undefined): string {
  const counts: { value: number; style: string | undefined }[] = [];
  const lines = elementsIn(body, "p").map((paragraph) => {
    const properties = elementAt(paragraph, "pPr");
    const level = Math.min(8, Math.max(0, Number.parseInt(attribute(properties, "lvl") ?? "0", 10) || 0));
    const text = paragraphText(paragraph);
    if (text.trim() === "") return "";
    counts.length = Math.min(counts.length, level + 1);
    const style = elementAt(properties, "buAutoNum");
    const type = attribute(style, "type");
    const start = Number(attribute(style, "startAt") ?? 1);
    const before = counts[level];
    const value = before && type !== undefined && before.style === type ? before.value + 1 : start;
    counts[level] = { value, style: type };
    return `${"  ".repeat(level)}${type === undefined ? "" : `${numbered(value, type)} `}${text}`;
  });
  return lines
    .filter((line) => line !== "")
    .join("\n")
    .trim();
}

/** `arabicPeriod` is 1., `alphaLcParenBoth` (a), `romanUcParenR` I). */
function numbered(value: number, type: string): string {
  const style: NumberStyle = /^alphaLc/.test(type)
    ? "lower-letter"
    : /^alphaUc/.test(type)
      ? "upper-letter"
      : /^romanLc/.test(type)
        ? "lower-roman"
        : /^romanUc/.test(type)
          ? "upper-roman"
          : "decimal";
  const number = listNumber(value, style);
  if (type.endsWith("ParenBoth")) return `(${number})`;
  return `${number}${type.endsWith("ParenR") ? ")" : type.endsWith("Plain") ? "" : "."}`;
}

function paragraphText({ children }: Element): string {
  let text = "";
  for (const node of children) if (isTag(node)) text += inlineText(node, text);
  return text;
}

/** `before`: what stands in the line so far. */
function inlineText(node: Element, before: string): string {
  const name = localName(node);
  if (name === "t") return textIn(node);
  if (name === "br") return "\n";
  if (name === "tab") return "\t";
  if (name === "AlternateContent") return chosen(node).filter(isTag).map(paragraphText).join("");
  if (name === "oMath") return formulaText(node);
  if (/(Pr|Lst)$/.test(name)) return "";
  const text = paragraphText(node);
  const baseline = Number(attribute(elementAt(node, "rPr"), "baseline") ?? 0);
  return (baseline === 0 ? "" : scriptSign(before, text, baseline > 0)) + text;
}

/** `r:id`: beside it there is an `id` of another kind. */
function relationOf({ attribs }: Element): string | undefined {
  return Object.entries(attribs).find(([name]) => name.endsWith(":id"))?.[1];
}
