import { selectAll } from "css-select";
import { type ChildNode, Element, isTag, isText } from "domhandler";
import { scriptSign } from "../documents/formula.ts";
import { blocks, skipped } from "../documents/html/elements.ts";
import { textOf as textInside } from "../documents/html/flow.ts";
import { mathText } from "../documents/html/math.ts";
import { parseHtml } from "../documents/html/parse-html.ts";
import type { Ask, Parsed } from "./parse.ts";

/** The text, or an attribute, of each element that the selector finds; those without the attribute are left out. */
export function selectHtml({ text, selector, attribute }: Pick<Ask, "text" | "selector" | "attribute">): Parsed {
  const found = selectAll<ChildNode, Element>(selector, parseHtml(text).children);
  const value = found.flatMap((element) =>
    attribute === "" ? textOf(element) : (attributeOf(element, attribute) ?? []),
  );
  return { value, above: [], repaired: false };
}

/** In HTML letter case does not count in names of attributes. */
function attributeOf({ attribs }: Element, name: string): string | undefined {
  return attribs[name] ?? attribs[name.toLowerCase()];
}

const isScript = (node: unknown) => node instanceof Element && (node.name === "sup" || node.name === "sub");

/** As it is read: blocks stand in lines of their own, and what is inside of a line is not torn apart. */
function textOf(element: Element): string {
  const pieces: string[] = [];
  const waiting: (ChildNode | "\n")[] = [element];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next === "\n") pieces.push("\n");
    else if (isText(next)) pieces.push(isPreformatted(next) ? keepSpace(next.data) : next.data.replace(/\s+/g, " "));
    else if (isTag(next) && next.name === "math") pieces.push(` ${mathText(next)} `);
    else if (isTag(next) && (next === element || !skipped.has(next.name))) {
      if (isScript(next) && !isScript(next.parent)) {
        pieces.push(scriptSign(pieces.at(-1) ?? "", textInside(next), next.name === "sup"));
      }
      const isBlock = blocks.has(next.name) || next.name === "br";
      if (isBlock) waiting.push("\n");
      // A page may have more children in a row than a call takes arguments.
      for (const child of next.children.toReversed()) waiting.push(child);
      if (isBlock) pieces.push("\n");
    }
  }
  const text = pieces
    .join("")
    .replace(/ *\n[ \n]*/g, "\n")
    .replace(/ {2,}/g, " ")
    .trim();
  return withSpace(text).trimEnd();
}

const preformatted = new Set(["pre", "textarea", "listing"]);

function isPreformatted({ parent }: Pick<ChildNode, "parent">): boolean {
  let around = parent;
  while (around instanceof Element && !preformatted.has(around.name)) around = around.parent;
  return around instanceof Element;
}

/** What stands for space that is kept, while other space is taken together: signs that no text holds (Unicode 23.7). */
const stand: readonly (readonly [string, string])[] = [
  [" ", "\ufdd0"],
  ["\t", "\ufdd1"],
  ["\n", "\ufdd2"],
];
const keepSpace = (text: string) => stand.reduce((left, [space, sign]) => left.replaceAll(space, sign), text);
const withSpace = (text: string) => stand.reduce((left, [space, sign]) => left.replaceAll(sign, space), text);
