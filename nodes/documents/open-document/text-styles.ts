import type { ChildNode, Element } from "domhandler";
import { attribute, descendants, elementsIn } from "../word/xml.ts";

/** What a style says of a text. `raised` is 1 for raised and -1 for lowered signs; `font` is given where it is one of signs. */
type TextStyle = { isHidden: boolean; raised: -1 | 0 | 1; font: string | undefined };
export type TextStyles = (name: string | undefined) => TextStyle;

const plain: TextStyle = { isHidden: false, raised: 0, font: undefined };
/** A style is based on another, which is based on another … */
const LONGEST_CHAIN = 20;
const ofSigns = /^(symbol|wingdings( [23])?|webdings|zapf ?dingbats)$/i;

export function readTextStyles(nodes: readonly ChildNode[]): TextStyles {
  const elements = new Map<string | undefined, Element>();
  for (const style of descendants(nodes, "style")) {
    if (/^(text|paragraph)$/.test(attribute(style, "family") ?? "")) elements.set(attribute(style, "name"), style);
  }
  return (name) => {
    if (name === undefined) return plain;
    const properties: Element[] = [];
    for (let style = elements.get(name), count = 0; style && count < LONGEST_CHAIN; count += 1) {
      properties.push(...elementsIn(style, "text-properties"));
      style = elements.get(attribute(style, "parent-style-name"));
    }
    const first = (key: string) => properties.map((one) => attribute(one, key)).find((value) => value !== undefined);
    const font = first("font-name") ?? first("font-family");
    return {
      isHidden: first("display") === "none",
      raised: raisedBy(first("text-position") ?? ""),
      font: font !== undefined && ofSigns.test(font) ? font : undefined,
    };
  };
}

/** `super 58%`, `sub 58%`, or a share of the height of the letters such as `33% 58%`. */
function raisedBy(position: string): -1 | 0 | 1 {
  if (position.startsWith("super")) return 1;
  if (position.startsWith("sub")) return -1;
  return Math.sign(Number.parseFloat(position)) > 0 ? 1 : Number.parseFloat(position) < 0 ? -1 : 0;
}
