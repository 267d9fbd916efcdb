import type { ChildNode, Element } from "domhandler";
import { listNumber, type NumberStyle } from "../list-numbers.ts";
import { attribute, descendants, elementsIn, localName } from "../word/xml.ts";

/** What stands before the items of a list of this style and level (from 1), asked for in their order: `* ` or `2. `. */
export type ListNumbering = (style: string | undefined, level: number) => (item: Element) => string;

const styles: Readonly<Record<string, NumberStyle>> = {
  a: "lower-letter",
  A: "upper-letter",
  i: "lower-roman",
  I: "upper-roman",
};

export function readListStyles(nodes: readonly ChildNode[]): ListNumbering {
  const known = new Map(descendants(nodes, "list-style").map((one) => [attribute(one, "name"), elementsIn(one)]));
  return (name, level) => {
    const style = known.get(name)?.find((one) => Number(attribute(one, "level")) === level);
    const format = attribute(style, "num-format") ?? "";
    if (!style || localName(style) !== "list-level-style-number" || format === "") return () => "* ";
    let next = Number(attribute(style, "start-value") ?? 1) || 1;
    return (item) => {
      const value = Number(attribute(item, "start-value") ?? next) || next;
      next = value + 1;
      const number = listNumber(value, styles[format] ?? "decimal");
      return `${attribute(style, "num-prefix") ?? ""}${number}${attribute(style, "num-suffix") ?? ""} `;
    };
  };
}

/** What stands before a heading of this level (from 1), asked for in their order: `2.1 `, or nothing. */
export type HeadingNumbering = (heading: Element, level: number) => string;

export function readHeadingNumbers(nodes: readonly ChildNode[]): HeadingNumbering {
  const levels = new Map(
    descendants(nodes, "outline-level-style").map((one) => [Number(attribute(one, "level")), one] as const),
  );
  const counts: number[] = [];
  const written = (level: number) =>
    listNumber(counts[level] ?? 1, styles[attribute(levels.get(level), "num-format") ?? ""] ?? "decimal");
  return (heading, level) => {
    const style = levels.get(level);
    if (!style || (attribute(style, "num-format") ?? "") === "" || attribute(heading, "is-list-header") === "true")
      return "";
    const start = Number(attribute(style, "start-value") ?? 1) || 1;
    const restart = attribute(heading, "restart-numbering") === "true" ? attribute(heading, "start-value") : undefined;
    counts[level] = Number(restart) || (counts[level] === undefined ? start : counts[level] + 1);
    counts.length = level + 1;
    const shown = Math.min(level, Number(attribute(style, "display-levels") ?? 1) || 1);
    const above = Array.from({ length: shown }, (_, index) => level - shown + 1 + index).filter(
      (each) => (attribute(levels.get(each), "num-format") ?? "") !== "",
    );
    const number = above.map(written).join(".");
    return `${attribute(style, "num-prefix") ?? ""}${number}${attribute(style, "num-suffix") ?? ""} `;
  };
}
