/** MathML as a line of text. */
import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { matrix, over, root, scripts } from "../formula.ts";
import { skipped } from "./elements.ts";

const DEEPEST = 200;

export function mathText({ children }: Element, depth = 0): string {
  return depth > DEEPEST ? "" : children.map((child) => written(child, depth + 1)).join("");
}

/** By the element's name: what it makes of its parts, in their order. */
const writers: Readonly<Record<string, (parts: string[]) => string>> = {
  mfrac: ([above = "", below = ""]) => over(above, below),
  msup: ([base = "", sup = ""]) => scripts(base, { sup }),
  msub: ([base = "", sub = ""]) => scripts(base, { sub }),
  msubsup: ([base = "", sub = "", sup = ""]) => scripts(base, { sub, sup }),
  munder: ([base = "", sub = ""]) => scripts(base, { sub }),
  munderover: ([base = "", sub = "", sup = ""]) => scripts(base, { sub, sup }),
  msqrt: (parts) => root(parts.join("")),
  mroot: ([of = "", degree = ""]) => root(of, degree),
};

function written(node: ChildNode, depth: number): string {
  if (isText(node)) return node.data.replace(/\s+/g, " ");
  if (!isTag(node) || skipped.has(node.name)) return "";
  const elements = node.children.filter(isTag);
  if (node.name === "mtable") {
    return matrix(elements.map((row) => row.children.filter(isTag).map((cell) => mathText(cell, depth + 1))));
  }
  if (node.name === "mo") return mathText(node, depth).trim();
  if (node.name === "mtext") return ` ${mathText(node, depth).trim()} `;
  const write = writers[node.name];
  const inner = elements.length > 0 ? elements.map((each) => written(each, depth + 1)) : [mathText(node, depth)];
  return write ? write(inner) : elements.length > 0 ? inner.join("") : (inner[0] ?? "").trim();
}
