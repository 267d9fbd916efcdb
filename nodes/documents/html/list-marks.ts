import { type Element, isTag } from "domhandler";
import { listNumber, type NumberStyle } from "../list-numbers.ts";

const styles: Record<string, NumberStyle> = {
  a: "lower-letter",
  A: "upper-letter",
  i: "lower-roman",
  I: "upper-roman",
};

/** What stands before each item of a list, asked for in their order: `* `, or the number that a browser shows. */
export function listMarks({ name, attribs, children }: Element): (item: Element) => string {
  if (name !== "ol") return () => "* ";
  const isReversed = attribs.reversed !== undefined;
  const items = children.filter((child) => isTag(child) && child.name === "li").length;
  let next = wholeNumber(attribs.start) ?? (isReversed ? items : 1);
  return (item) => {
    const value = wholeNumber(item.attribs.value) ?? next;
    next = value + (isReversed ? -1 : 1);
    return `${listNumber(value, styles[item.attribs.type ?? attribs.type ?? ""] ?? "decimal")}. `;
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  const number = Number.parseInt(text ?? "", 10);
  return Number.isSafeInteger(number) ? number : undefined;
}
