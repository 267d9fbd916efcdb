import type { ChildNode, Element } from "domhandler";
import { listNumber, type NumberStyle } from "../list-numbers.ts";
import type { ListLevel } from "./styles.ts";
import { attribute, descendants, elementAt, elementsIn, isOn } from "./xml.ts";

/** What Word shows before the next paragraph of a list: `* `, `2.1 `, or nothing. Asked for in the paragraphs' order. */
export type Numbering = (list: ListLevel) => string;

export type Level = { format: string; text: string; start: number; isDecimal: boolean };
export type List = { counts: (number | undefined)[]; levels: ReadonlyMap<number, Level> };

const styles: Record<string, NumberStyle> = {
  lowerLetter: "lower-letter",
  upperLetter: "upper-letter",
  lowerRoman: "lower-roman",
  upperRoman: "upper-roman",
};

export function readNumbering(nodes: readonly ChildNode[]): Numbering {
  const abstract = new Map(
    descendants(nodes, "abstractNum").map((one) => [attribute(one, "abstractNumId") ?? "", one]),
  );
  const numbers = new Map(descendants(nodes, "num").map((one) => [attribute(one, "numId") ?? "", one]));
  const counts = new Map<string, List["counts"]>();
  const lists = new Map<string, List>();
  return ({ id, level }) => {
    const list = lists.get(id) ?? open(id);
    lists.set(id, list);
    return countOn(list, level);
  };

  function open(id: string): List {
    const number = numbers.get(id);
    const abstractId = attribute(elementAt(number, "abstractNumId"), "val");
    if (!number || abstractId === undefined) return { counts: [], levels: new Map() };
    // Numberings of one abstract numbering count on together, unless one starts anew.
    const shared = counts.get(abstractId) ?? [];
    counts.set(abstractId, shared);
    restart(shared, number);
    const levels = [...levelsOf(linked(abstract, abstractId)), ...levelsOf(number, "lvlOverride")];
    return { counts: shared, levels: new Map(levels) };
  }
}

/** A numbering may stand in another, whose style it names. */
function linked(abstract: ReadonlyMap<string, Element>, id: string): Element | undefined {
  const own = abstract.get(id);
  const link = attribute(elementAt(own, "numStyleLink"), "val");
  if (link === undefined) return own;
  return [...abstract.values()].find((one) => attribute(elementAt(one, "styleLink"), "val") === link) ?? own;
}

function levelsOf(parent: Element | undefined, within?: string): [number, Level][] {
  const holders = within === undefined ? (parent ? [parent] : []) : elementsIn(parent, within);
  return holders
    .flatMap((holder) => elementsIn(holder, "lvl"))
    .map((level) => [
      Number(attribute(level, "ilvl") ?? 0),
      {
        format: attribute(elementAt(level, "numFmt"), "val") ?? "decimal",
        text: attribute(elementAt(level, "lvlText"), "val") ?? "",
        start: Number(attribute(elementAt(level, "start"), "val") ?? 1),
        isDecimal: isOn(elementAt(level, "isLgl")),
      },
    ]);
}

function restart(counts: List["counts"], number: Element): void {
  for (const override of elementsIn(number, "lvlOverride")) {
    const start = attribute(elementAt(override, "startOverride"), "val");
    if (start !== undefined) counts[Number(attribute(override, "ilvl") ?? 0)] = Number(start) - 1;
  }
}

/** What stands before the next paragraph of this list and level. In a level's text, `%2` is the number of the second one. */
export function countOn({ counts, levels }: List, level: number): string {
  for (let above = 0; above < level; above += 1) counts[above] ??= levels.get(above)?.start ?? 1;
  const here = levels.get(level);
  counts[level] = (counts[level] ?? (here?.start ?? 1) - 1) + 1;
  counts.length = level + 1;
  if (!here || here.format === "none") return "";
  if (here.format === "bullet") return "* ";
  const label = here.text.replace(/%([1-9])/g, (_, digit: string) => {
    const at = Number(digit) - 1;
    const style = here.isDecimal ? undefined : styles[levels.get(at)?.format ?? ""];
    const value = listNumber(counts[at] ?? 1, style ?? "decimal");
    return levels.get(at)?.format === "decimalZero" ? value.padStart(2, "0") : value;
  });
  return label === "" ? "" : `${label} `;
}
