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
