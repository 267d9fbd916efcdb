/** What the head of a rich text defines: fonts, styles of paragraphs, lists. */
import type { Level } from "../word/numbering.ts";
import { codePageOf } from "./code-pages.ts";
import { destinationOf, type Group, groupAt, groupsIn, hasWord, type RtfNode, valueIn } from "./parse-rtf.ts";

/** `codePage` is undefined where it is the document's. The signs of some fonts are no letters. */
type Font = { name: string; codePage: number | undefined; isOfSigns: boolean };
/** `rank` of a heading, from 1. */
type Style = { rank: number | undefined };

export type Definitions = {
  codePage: number;
  usualFont: number;
  fonts: ReadonlyMap<number, Font>;
  styles: ReadonlyMap<number, Style>;
  /** By the number that paragraphs name, the levels of the list, from 0, and the list that they count with. */
  lists: ReadonlyMap<number, { id: number; levels: ReadonlyMap<number, Level> }>;
};

export function readDefinitions(file: Group, bytes: Buffer): Definitions {
  const old = hasWord(file, "mac") ? 10000 : hasWord(file, "pc") ? 437 : hasWord(file, "pca") ? 850 : 1252;
  return {
    codePage: valueIn(file, "ansicpg") || old,
    usualFont: valueIn(file, "deff") ?? 0,
    fonts: readFonts(file, bytes),
    styles: readStyles(file, bytes),
    lists: readLists(file, bytes),
  };
}

/** The entries of a table: groups, or what stands between semicolons where a program writes no groups. */
function entriesOf(table: Group | undefined, bytes: Buffer): Group[] {
  if (!table) return [];
  const entries = groupsIn(table).filter((group) => !/^(panose|fname|fontemb)$/.test(destinationOf(group).name));
  if (entries.length > 0) return entries;
  const flat: Group[] = [];
  let nodes: RtfNode[] = [];
  for (const node of table.nodes.slice(1)) {
    nodes.push(node);
    if (node.kind !== "plain" || !textOf({ kind: "group", nodes: [node] }, bytes).includes(";")) continue;
    flat.push({ kind: "group", nodes });
    nodes = [];
  }
  return flat;
}

/** Names are ASCII, or do not matter. */
function textOf({ nodes }: Group, bytes: Buffer): string {
  return nodes.map((node) => (node.kind === "plain" ? bytes.toString("latin1", node.from, node.to) : "")).join("");
}

function readFonts(file: Group, bytes: Buffer): Map<number, Font> {
  const fonts = entriesOf(groupAt(file, "fonttbl"), bytes).map((entry) => {
    const name = textOf(entry, bytes).replace(/;.*$/s, "").trim();
    const charset = valueIn(entry, "fcharset");
    const codePage = valueIn(entry, "cpg") || (charset === undefined ? undefined : codePageOf(charset));
    const isOfSigns = charset === 2 || /^(symbol|wingdings( [23])?|webdings|zapf ?dingbats)$/i.test(name);
    return [valueIn(entry, "f") ?? 0, { name, codePage, isOfSigns }] as const;
  });
  return new Map(fonts);
}

/** A style is based on another, which is based on another … */
const LONGEST_CHAIN = 20;

function readStyles(file: Group, bytes: Buffer): Map<number, Style> {
  const entries = entriesOf(groupAt(file, "stylesheet"), bytes).filter(
    (entry) => !["cs", "ds", "ts", "tsrowd"].some((name) => hasWord(entry, name)),
  );
  // The style without a number is the usual one.
  const byNumber = new Map(entries.map((entry) => [valueIn(entry, "s") ?? 0, entry]));
  const rankOf = (number: number, chain = 0): number | undefined => {
    const entry = byNumber.get(number);
    if (!entry || chain > LONGEST_CHAIN) return undefined;
    const level = valueIn(entry, "outlinelevel");
    if (level !== undefined) return level >= 0 && level < 9 ? level + 1 : undefined;
    const [, rank] = /^heading ?([1-9])\b/i.exec(textOf(entry, bytes).trim()) ?? [];
    if (rank !== undefined) return Number(rank);
    const base = valueIn(entry, "sbasedon");
    return base === undefined || base === number ? undefined : rankOf(base, chain + 1);
  };
  return new Map([...byNumber.keys()].map((number) => [number, { rank: rankOf(number) }]));
}

function readLists(file: Group, bytes: Buffer): Definitions["lists"] {
  const table = groupAt(file, "listtable");
  const lists = new Map(
    (table ? groupsIn(table, "list") : []).map((list) => [
      valueIn(list, "listid") ?? 0,
      new Map(groupsIn(list, "listlevel").map((level, index) => [index, levelOf(level, bytes)] as const)),
    ]),
  );
  const overrides = groupAt(file, "listoverridetable");
  return new Map(
    (overrides ? groupsIn(overrides, "listoverride") : []).map((override) => {
      const id = valueIn(override, "listid") ?? 0;
      return [valueIn(override, "ls") ?? 0, { id, levels: lists.get(id) ?? new Map<number, Level>() }];
    }),
  );
}

const formats: Readonly<Record<number, string>> = {
  1: "upperRoman",
  2: "lowerRoman",
  3: "upperLetter",
  4: "lowerLetter",
  22: "decimalZero",
  23: "bullet",
  255: "none",
};

function levelOf(level: Group, bytes: Buffer): Level {
  return {
    format: formats[valueIn(level, "levelnfc") ?? valueIn(level, "levelnfcn") ?? 0] ?? "decimal",
    text: levelText(groupsIn(level, "leveltext")[0], bytes),
    start: valueIn(level, "levelstartat") ?? 1,
    isDecimal: (valueIn(level, "levellegal") ?? 0) === 1,
  };
}

/** Its length, then the text, in which a byte below 9 stands for the number of that level. As `%1.%2`. */
function levelText(group: Group | undefined, bytes: Buffer): string {
  const [length = 0, ...signs] = (group?.nodes ?? []).flatMap((node) => {
    if (node.kind === "byte") return [node.byte];
    return node.kind === "plain" ? [...bytes.subarray(node.from, node.to)] : [];
  });
  const shown = signs.slice(0, length);
  return shown.map((sign) => (sign < 9 ? `%${sign + 1}` : String.fromCharCode(sign))).join("");
}
