/** Text as it flows into lines and blocks: spaces run together, blocks stand apart. */
import { type ChildNode, isTag, isText } from "domhandler";
import type { Sections } from "../sections.ts";
import { isHidden, skipped } from "./elements.ts";

export type Flow = {
  out: Pick<Sections, "heading" | "block">;
  /** Elements with a heading or a table inside. */
  structured: WeakSet<object>;
  /** Of the block that is being written. */
  pieces: string[];
  /** Line breaks before the next block. */
  gap: number;
  /** What the next block begins with: the sign or number of a list's item. */
  mark: string;
  /** Of the items of this list. */
  indent: string;
  keepsSpaces: boolean;
};

export function openFlow(out: Flow["out"], structured: WeakSet<object>): Flow {
  return { out, structured, pieces: [], gap: 1, mark: "", indent: "", keepsSpaces: false };
}

export function addText(flow: Flow, text: string): void {
  if (text === "") return;
  if (flow.keepsSpaces) {
    flow.pieces.push(text.replace(/\r\n?/g, "\n"));
    return;
  }
  const isAtSpace = /(^|\s)$/.test(flow.pieces.at(-1) ?? "");
  const words = text.replace(/[ \t\n\r\f]+/g, " ");
  const kept = isAtSpace && words.startsWith(" ") ? words.slice(1) : words;
  if (kept !== "") flow.pieces.push(kept);
}

export function addBreak(flow: Flow): void {
  flow.pieces.push("\n");
}

/** Ends the block that is being written, and begins another after so many line breaks. */
export function edge(flow: Flow, gap: number): void {
  flush(flow);
  flow.gap = Math.max(flow.gap, gap);
}

export function flush(flow: Flow): void {
  const text = flow.pieces
    .join("")
    .replace(/(?<! ) +\n/g, "\n")
    .replace(/^\s*\n/, "")
    .trimEnd();
  flow.pieces = [];
  if (text.trim() === "") return;
  const mark = markOf(flow);
  const begin = mark === "" ? flow.indent.slice(2) : "";
  flow.out.block(mark + begin + text, flow.gap);
  flow.gap = 1;
}

/** The sign of the item that begins here. It is given once. */
export function markOf(flow: Flow): string {
  const { mark } = flow;
  flow.mark = "";
  return mark;
}

/** All text inside, however deep, its pieces apart. */
export function textOf(node: ChildNode): string {
  const found: string[] = [];
  const waiting: ChildNode[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (isText(next)) found.push(next.data);
    else if (isTag(next) && (next === node || !(skipped.has(next.name) || isHidden(next)))) {
      for (let index = next.children.length - 1; index >= 0; index -= 1) {
        const child = next.children[index];
        if (child) waiting.push(child);
      }
    }
  }
  return found.join(" ").replace(/\s+/g, " ").trim();
}
