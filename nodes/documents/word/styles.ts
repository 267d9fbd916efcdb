import type { ChildNode, Element } from "domhandler";
import { attribute, descendants, elementAt, isOn } from "./xml.ts";

/** What a style says of its paragraphs or runs. `rank` is a heading's; `list` names a numbering and its level. */
type Style = { rank?: number; list?: ListLevel; isHidden: boolean };
export type ListLevel = { id: string; level: number };
export type Styles = (id: string | undefined) => Style;

const none: Style = { isHidden: false };
/** A style is based on another, which is based on another … */
const LONGEST_CHAIN = 20;

export function readStyles(nodes: readonly ChildNode[]): Styles {
  const elements = new Map<string, Element>();
  for (const style of descendants(nodes, "style")) {
    elements.set(attribute(style, "styleId") ?? "", style);
  }
  return (id) => {
    if (id === undefined) return none;
    const chain = chainOf(elements, id);
    // A document made by a program may name the styles of headings and not define them.
    const rank = chain.length === 0 ? rankOf(id) : first(chain, (style) => headingRank(style));
    const list = first(chain, (style) => listLevel(elementAt(style, "pPr")));
    const isHidden = chain.some((style) => isOn(elementAt(style, "rPr", "vanish")));
    return { ...(rank === undefined ? {} : { rank }), ...(list === undefined ? {} : { list }), isHidden };
  };
}

function chainOf(elements: ReadonlyMap<string, Element>, id: string): Element[] {
  const chain: Element[] = [];
  let next = elements.get(id);
  while (next && chain.length < LONGEST_CHAIN) {
    chain.push(next);
    next = elements.get(attribute(elementAt(next, "basedOn"), "val") ?? "");
  }
  return chain;
}

function first<Value>(chain: readonly Element[], read: (style: Element) => Value | undefined): Value | undefined {
  for (const style of chain) {
    const found = read(style);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** In styles.xml the names are English in every language: `heading 1`. */
function headingRank(style: Element): number | undefined {
  return outlineRank(elementAt(style, "pPr")) ?? rankOf(attribute(elementAt(style, "name"), "val") ?? "");
}

function rankOf(name: string): number | undefined {
  const [, rank] = /^heading ?([1-9])$/i.exec(name) ?? [];
  return rank === undefined ? undefined : Number(rank);
}

/** 1 and up for the outline's levels; level 9 is body text. */
export function outlineRank(properties: Element | undefined): number | undefined {
  const level = Number.parseInt(attribute(elementAt(properties, "outlineLvl"), "val") ?? "", 10);
  return level >= 0 && level < 9 ? level + 1 : undefined;
}

/** The numbering that properties of a paragraph name; id 0 takes a style's numbering away. */
export function listLevel(properties: Element | undefined): ListLevel | undefined {
  const numbering = elementAt(properties, "numPr");
  const id = attribute(elementAt(numbering, "numId"), "val");
  if (id === undefined) return undefined;
  const level = Number.parseInt(attribute(elementAt(numbering, "ilvl"), "val") ?? "0", 10);
  return { id, level: level >= 0 && level < 9 ? level : 0 };
}
