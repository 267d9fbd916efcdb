/** The formulas of Office (OMML, ISO/IEC 29500-1, part 22) as a line of text. */
import { type ChildNode, type Element, isTag } from "domhandler";
import { matrix, over, root, scripts } from "../formula.ts";
import { attribute, elementAt, elementsIn, localName, textIn } from "./xml.ts";

const DEEPEST = 200;

export function formulaText({ children }: { children: ChildNode[] }, depth = 0): string {
  if (depth > DEEPEST) return "";
  return children
    .filter(isTag)
    .map((element) => written(element, depth + 1))
    .join("");
}

type Write = (part: (name: string) => string, element: Element, depth: number) => string;

const writers: Readonly<Record<string, Write>> = {
  t: (_, element) => textIn(element),
  f: (part) => over(part("num"), part("den")),
  sSup: (part) => scripts(part("e"), { sup: part("sup") }),
  sSub: (part) => scripts(part("e"), { sub: part("sub") }),
  sSubSup: (part) => scripts(part("e"), { sub: part("sub"), sup: part("sup") }),
  sPre: (part) => `${scripts("", { sub: part("sub"), sup: part("sup") })}${part("e")}`,
  limLow: (part) => scripts(part("e"), { sub: part("lim") }),
  limUpp: (part) => scripts(part("e"), { sup: part("lim") }),
  rad: (part) => root(part("e"), part("deg")),
  func: (part) => `${part("fName")} ${part("e")}`,
  nary: (part, element) =>
    `${scripts(sign(element, "naryPr", "chr") ?? "∫", { sub: part("sub"), sup: part("sup") })} ${part("e")}`,
  d: (_, element, depth) => {
    const [begin, end] = [sign(element, "dPr", "begChr") ?? "(", sign(element, "dPr", "endChr") ?? ")"];
    const parts = elementsIn(element, "e").map((each) => formulaText(each, depth));
    return `${begin}${parts.join(sign(element, "dPr", "sepChr") ?? "|")}${end}`;
  },
  m: (_, element, depth) =>
    matrix(elementsIn(element, "mr").map((row) => elementsIn(row, "e").map((cell) => formulaText(cell, depth)))),
  eqArr: (_, element, depth) =>
    elementsIn(element, "e")
      .map((each) => formulaText(each, depth))
      .join("; "),
};

function written(element: Element, depth: number): string {
  const name = localName(element);
  if (/Pr$/.test(name) || /^(del|moveFrom|delText)$/.test(name)) return "";
  const part = (wanted: string) => {
    const found = elementAt(element, wanted);
    return found ? formulaText(found, depth) : "";
  };
  return writers[name]?.(part, element, depth) ?? formulaText(element, depth);
}

/** A sign of its own; undefined for the one that is usual. */
function sign(element: Element, properties: string, name: string): string | undefined {
  return attribute(elementAt(element, properties, name), "val");
}
