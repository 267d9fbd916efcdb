/** The text inside a paragraph, and what hangs on it: notes, comments, text boxes, drawings. */

import { type ChildNode, type Element, isTag } from "domhandler";
import { scriptSign } from "../formula.ts";
import { signOf } from "../signs.ts";
import { drawn, openFields } from "./fields.ts";
import { formulaText } from "./formula.ts";
import type { Styles } from "./styles.ts";
import { attribute, descendants, elementAt, elementsIn, isOn, localName, textIn } from "./xml.ts";

/** What a paragraph refers to, in order; it is read after the paragraph. */
export type Attached =
  | { kind: "footnote" | "endnote"; id: string; number: number }
  | { kind: "comment"; id: string }
  | { kind: "box"; element: Element }
  | { kind: "drawing"; id: string };

export type Line = { text: string; attached: Attached[] };

export type Reading = { styles: Styles; counter: { notes: number } };

/** Marked as deleted or moved away, or not text: properties, the code of fields. */
const skipped = new Set(
  "del moveFrom delText instrText delInstrText pPr rPr sdtPr sdtEndPr fldData tblPr trPr tcPr sectPr".split(" "),
);

const signs = new Map([
  ["tab", "\t"],
  ["ptab", "\t"],
  ["br", "\n"],
  ["cr", "\n"],
  ["noBreakHyphen", "-"],
]);

const DEEPEST = 300;

export function readLine(nodes: readonly ChildNode[], reading: Reading): Line {
  const pieces: string[] = [];
  const attached: Attached[] = [];
  const field = openFields(pieces);
  const read = (node: ChildNode, depth: number): void => {
    if (!isTag(node)) return;
    const name = localName(node);
    if (name === "instrText" || name === "fldChar") field(node);
    if (skipped.has(name) || (name === "r" && isHidden(node, reading.styles))) return;
    if (depth > DEEPEST) return void pieces.push(descendants(node.children, "t").map(textIn).join(""));
    if (name === "t") pieces.push(textIn(node));
    else if (name === "sym") pieces.push(symbol(node));
    // What it is read as stands before it in the file, and is seen above it.
    else if (name === "ruby") for (const child of node.children.toReversed()) read(child, depth + 1);
    else if (name === "rt") pieces.push(` (${readLine(node.children, reading).text}) `);
    else if (name === "txbxContent") attached.push({ kind: "box", element: node });
    else if (name === "docPr") pieces.push(described(node));
    else if (name === "oMath") pieces.push(formulaText(node));
    else if (name === "textpath") pieces.push(` ${attribute(node, "string") ?? ""} `);
    else if (name === "ffData") pieces.push(chosenInForm(node));
    else if (name === "AlternateContent") for (const child of chosen(node)) read(child, depth + 1);
    else {
      const one = attachment(node, name, reading);
      if (one) attached.push(one);
      if (one && "number" in one) pieces.push(` [${one.number}]`);
      const sign = signs.get(name);
      const before = pieces.length;
      if (sign !== undefined) pieces.push(sign);
      else for (const child of node.children) read(child, depth + 1);
      if (name === "fldSimple")
        pieces.push(drawn(pieces, { instruction: attribute(node, "instr") ?? "", from: before }));
      if (name === "r") setApart(pieces, before, attribute(elementAt(node, "rPr", "vertAlign"), "val"));
      // A shape has paragraphs inside the one it hangs on.
      if (name === "p") pieces.push("\n");
    }
  };
  for (const node of nodes) read(node, 0);
  return {
    text: pieces.join(""),
    attached,
  };
}

/** Raised and lowered digits do not run into a number before them. */
function setApart(pieces: string[], from: number, align: string | undefined): void {
  if (align !== "superscript" && align !== "subscript") return;
  const sign = scriptSign(
    pieces.slice(Math.max(0, from - 9), from).join(""),
    pieces.slice(from).join(""),
    align === "superscript",
  );
  if (sign !== "") pieces.splice(from, 0, sign);
}

/** What a field of a form shows without having it as text: a box that is ticked or not, the entry that is chosen. */
function chosenInForm(data: Element): string {
  const box = elementAt(data, "checkBox");
  if (box) return isOn(elementAt(box, "checked") ?? elementAt(box, "default")) ? "☒" : "☐";
  const list = elementAt(data, "ddList");
  const index = Number(attribute(elementAt(list, "result") ?? elementAt(list, "default"), "val") ?? 0);
  return attribute(elementsIn(list, "listEntry")[index], "val") ?? "";
}

function isHidden(run: Element, styles: Styles): boolean {
  const properties = elementAt(run, "rPr");
  const own = elementAt(properties, "vanish");
  return own ? isOn(own) : styles(attribute(elementAt(properties, "rStyle"), "val")).isHidden;
}

/** The first form that has something to read; what follows is the same for older programs. */
export function chosen(alternatives: Element): readonly ChildNode[] {
  const forms = elementsIn(alternatives);
  const readable = forms.find(({ children }) =>
    ["t", "docPr", "chart", "relIds"].some((name) => descendants(children, name).length > 0),
  );
  return (readable ?? forms[0])?.children ?? [];
}

function attachment(element: Element, name: string, reading: Reading): Attached | undefined {
  const id = attribute(element, "id");
  if (name === "footnoteReference" && id) return { kind: "footnote", id, number: ++reading.counter.notes };
  if (name === "endnoteReference" && id) return { kind: "endnote", id, number: ++reading.counter.notes };
  if (name === "commentReference" && id) return { kind: "comment", id };
  if (name === "chart" && id) return { kind: "drawing", id };
  const data = name === "relIds" ? attribute(element, "dm") : undefined;
  return data === undefined ? undefined : { kind: "drawing", id: data };
}

/** What a picture shows, when it is said in more than a word. */
export function described(element: Element): string {
  return inWords(attribute(element, "descr") ?? "");
}

export function inWords(text: string): string {
  return !/\S\s+\S/.test(text) ? "" : ` ${text} `;
}

/** A character of a font of signs, such as a ticked box of Wingdings. */
function symbol(element: Element): string {
  return signOf(attribute(element, "font") ?? "", Number.parseInt(attribute(element, "char") ?? "", 16));
}
