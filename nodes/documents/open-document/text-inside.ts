import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { scriptSign } from "../formula.ts";
import { signOf } from "../signs.ts";
import { inWords } from "../word/runs.ts";
import { attribute, descendants, elementAt, localName, textIn } from "../word/xml.ts";

import type { Embedded, Objects } from "./objects.ts";
import type { TextStyles } from "./text-styles.ts";

/** What hangs on a paragraph, and the words before it. */
export type Attached = { before: string; nodes: readonly ChildNode[]; embedded?: Embedded };

export type Inside = { styles: TextStyles; objects: Objects };

const DEEPEST = 200;

/** What a picture or an object shows, when it is said in more than a word. */
export function describedIn(frame: Element): string {
  return inWords(descendants(frame.children, "desc").map(textIn).join(" "));
}

/** The text of a paragraph, whose spaces, tabs and line breaks are elements. */
export function textInside(
  paragraph: Element,
  { styles, objects }: Partial<Inside> = {},
): { text: string; attached: Attached[] } {
  const pieces: string[] = [];
  const attached: Attached[] = [];
  const read = (node: ChildNode, depth: number, font?: string): void => {
    if (isText(node)) return void pieces.push(shown(node.data.replace(/[ \t\r\n]+/g, " "), font));
    if (!isTag(node) || depth > DEEPEST) return;
    const name = localName(node);
    const sign = signs[name]?.(node);
    const embedded = name === "frame" ? objects?.(node) : undefined;
    const style = name === "span" ? styles?.(attribute(node, "style-name")) : undefined;
    if (style?.isHidden) return;
    if (sign !== undefined) pieces.push(sign);
    else if (embedded && "formula" in embedded) pieces.push(embedded.formula);
    else if (name === "note") {
      const mark = elementAt(node, "note-citation");
      const number = mark ? textIn(mark).trim() : "";
      pieces.push(` [${number}]`);
      attached.push({ before: `[${number}] `, nodes: elementAt(node, "note-body")?.children ?? [] });
    } else if (name === "annotation") {
      const author = elementAt(node, "creator");
      const nodes = node.children.filter((child) => isTag(child) && /^(p|list)$/.test(localName(child)));
      attached.push({ before: `Comment${author ? ` by ${textIn(author)}` : ""}: `, nodes });
    } else if (name === "frame" || name === "text-box" || name === "custom-shape") {
      attached.push({ before: "", nodes: embedded ? [node] : node.children, ...(embedded && { embedded }) });
      pieces.push(describedIn(node));
    } else {
      const before = pieces.length;
      for (const child of node.children) read(child, depth + 1, style?.font ?? font);
      if (style && style.raised !== 0) setApart(pieces, before, style.raised === 1);
    }
  };
  const style = styles?.(attribute(paragraph, "style-name"));
  if (!style?.isHidden) for (const child of paragraph.children) read(child, 0, style?.font);
  return { text: pieces.join(""), attached };
}

/** Fonts of signs use a private area, whose characters mean nothing in another font. */
function shown(text: string, font: string | undefined): string {
  if (font === undefined) return text;
  return text.replace(/[^\s]/gu, (sign) => signOf(font, sign.codePointAt(0) ?? 0));
}

/** Raised and lowered digits do not run into a number before them. */
function setApart(pieces: string[], from: number, isRaised: boolean): void {
  const before = pieces.slice(Math.max(0, from - 9), from).join("");
  const sign = scriptSign(before, pieces.slice(from).join(""), isRaised);
  if (sign !== "") pieces.splice(from, 0, sign);
}

const signs: Readonly<Record<string, (element: Element) => string>> = {
  s: (element) => " ".repeat(Math.min(100, Number(attribute(element, "c") ?? 1) || 1)),
  tab: () => "\t",
  "line-break": () => "\n",
  "soft-page-break": () => "",
  "ruby-text": (element) => ` (${textIn(element)}) `,
  "annotation-end": () => "",
};
