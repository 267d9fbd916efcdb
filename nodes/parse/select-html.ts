import { selectAll } from "css-select";
import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { parseDocument } from "htmlparser2";
import { blocks, skipped } from "../documents/html/elements.ts";
import type { Ask, Parsed } from "./parse.ts";

/** The text, or an attribute, of each element that the selector finds; those without the attribute are left out. */
export function selectHtml({ text, selector, attribute }: Pick<Ask, "text" | "selector" | "attribute">): Parsed {
  const found = selectAll<ChildNode, Element>(selector, parseDocument(text).children);
  const value = found.flatMap((element) => (attribute === "" ? textOf(element) : (element.attribs[attribute] ?? [])));
  return { value, above: [], repaired: false };
}

/** As it is read: blocks stand in lines of their own, and what is inside of a line is not torn apart. */
function textOf(element: Element): string {
  const pieces: string[] = [];
  const waiting: (ChildNode | "\n")[] = [element];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next === "\n") pieces.push("\n");
    else if (isText(next)) pieces.push(next.data.replace(/\s+/g, " "));
    else if (isTag(next) && (next === element || !skipped.has(next.name))) {
      const isBlock = blocks.has(next.name) || next.name === "br";
      waiting.push(...(isBlock ? ["\n" as const] : []), ...next.children.toReversed());
      if (isBlock) pieces.push("\n");
    }
  }
  return pieces
    .join("")
    .replace(/ *\n[ \n]*/g, "\n")
    .replace(/ {2,}/g, " ")
    .trim();
}
