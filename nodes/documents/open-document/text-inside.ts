import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { attribute, descendants, elementAt, localName, textIn } from "../word/xml.ts";

/** What hangs on a paragraph, and the words before it. */
export type Attached = { before: string; nodes: readonly ChildNode[] };

const DEEPEST = 200;

/** The text of a paragraph, whose spaces, tabs and line breaks are elements. */
export function textInside(paragraph: Element): { text: string; attached: Attached[] } {
  const pieces: string[] = [];
  const attached: Attached[] = [];
  const read = (node: ChildNode, depth: number): void => {
    if (isText(node)) return void pieces.push(node.data.replace(/[ \t\r\n]+/g, " "));
    if (!isTag(node) || depth > DEEPEST) return;
    const name = localName(node);
    const sign = signs[name]?.(node);
    if (sign !== undefined) pieces.push(sign);
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
      attached.push({ before: "", nodes: node.children });
      const said = descendants(node.children, "desc").map(textIn).join(" ");
      if (/\S\s+\S/.test(said)) pieces.push(` ${said} `);
    } else for (const child of node.children) read(child, depth + 1);
  };
  for (const child of paragraph.children) read(child, 0);
  return { text: pieces.join(""), attached };
}

const signs: Readonly<Record<string, (element: Element) => string>> = {
  s: (element) => " ".repeat(Math.min(100, Number(attribute(element, "c") ?? 1) || 1)),
  tab: () => "\t",
  "line-break": () => "\n",
  "soft-page-break": () => "",
  "ruby-text": (element) => ` (${textIn(element)}) `,
  "annotation-end": () => "",
};
