/** The text of a rich text file (RTF 1.9.1) as a reader sees it, section by section. */
import type { Section } from "../section.ts";
import { openSections } from "../sections.ts";
import { signOf } from "../signs.ts";
import { decodeBytes } from "./code-pages.ts";
import { readDefinitions } from "./definitions.ts";
import { type Document, destinations } from "./destinations.ts";
import { type Block, definesRow, type Flow, type Format, openFlow } from "./flow.ts";
import { openLabels } from "./labels.ts";
import { destinationOf, type Group, parseRtf, type Word } from "./parse-rtf.ts";
import { applyWord, depthOf, firstState, type State } from "./state.ts";
import { writeBlocks } from "./write-blocks.ts";

export function readRtf(data: Uint8Array): Section[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const file = parseRtf(data);
  const definitions = readDefinitions(file, bytes);
  const document: Document = {
    bytes,
    definitions,
    labels: openLabels(definitions.lists),
    notes: 0,
    author: "",
    headers: new Set(),
    footers: new Set(),
    blocksOf: (group, state) => blocksOf(document, group, state),
    read: (flow, group, state) => readGroup(document, flow, group, state),
  };
  const sections = openSections();
  writeBlocks(sections, blocksOf(document, file, firstState(definitions)));
  // Seen on each page, said once; a number alone says nothing.
  const margin = (texts: ReadonlySet<string>): Section[] =>
    [...texts].filter((text) => /\p{L}/u.test(text)).map((text) => ({ text, metadata: {} }));
  return [...margin(document.headers), ...sections.end(), ...margin(document.footers)];
}

/** What the group says, apart from what stands around it. */
function blocksOf(document: Document, group: Group, outer: State): Block[] {
  const flow = openFlow();
  const last = readGroup(document, flow, group, outer);
  return flow.end(formatOf(document, last));
}

/** Gives the state at the end of the group. */
function readGroup(document: Document, flow: Flow, group: Group, outer: State): State {
  const state = { ...outer };
  let bytes: number[] = [];
  /** How many of the characters that follow stand for one that was written already. */
  let toSkip = 0;
  const say = () => {
    if (bytes.length > 0) addText(document, flow, state, decoded(document, state, bytes));
    bytes = [];
  };
  for (const node of group.nodes) {
    if (node.kind === "byte") {
      if (toSkip > 0) toSkip -= 1;
      else bytes.push(node.byte);
      continue;
    }
    if (node.kind === "plain") {
      const skipped = Math.min(toSkip, node.to - node.from);
      for (let at = node.from + skipped; at < node.to; at += 1) bytes.push(document.bytes[at] ?? 0);
      toSkip -= skipped;
      continue;
    }
    say();
    if (node.kind === "group") readDestination(document, flow, node, state);
    else if (node.name === "u") {
      addText(document, flow, state, unicode(node.value ?? 0));
      toSkip = state.uc;
      continue;
    } else if (toSkip > 0 && Object.hasOwn(signs, node.name)) {
      toSkip -= 1;
      continue;
    } else readWord(document, flow, state, node);
    toSkip = 0;
  }
  say();
  return state;
}

function readDestination(document: Document, flow: Flow, group: Group, state: State): void {
  const { name, isOptional } = destinationOf(group);
  const read = Object.hasOwn(destinations, name) ? destinations[name] : undefined;
  if (read) read(document, flow, group, state);
  else if (!isOptional) readGroup(document, flow, group, state);
}

/** Numbers have 16 bits and a sign; a character beyond them is written as two. */
function unicode(value: number): string {
  const code = value < 0 ? value + 0x10000 : value;
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function decoded({ definitions }: Document, { font }: State, bytes: readonly number[]): string {
  const { isOfSigns, codePage } = definitions.fonts.get(font) ?? {};
  return isOfSigns
    ? Buffer.from(bytes).toString("latin1")
    : decodeBytes(Buffer.from(bytes), codePage ?? definitions.codePage);
}

function addText({ definitions }: Document, flow: Flow, state: State, text: string): void {
  if (state.isHidden || state.isDeleted) return;
  const { isOfSigns = false, name = "" } = definitions.fonts.get(state.font) ?? {};
  // Fonts of signs have theirs also in a private area, whose characters mean nothing in another font.
  const shown = text.replace(isOfSigns ? /[^\t\n]/gu : /[\uf000-\uf0ff]/gu, (sign) =>
    signOf(name, sign.codePointAt(0) ?? 0),
  );
  flow.text(shown, state.script);
}

const signs: Readonly<Record<string, string>> = {
  tab: "\t",
  line: "\n",
  page: "\n",
  column: "\n",
  emdash: "—",
  endash: "–",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
  emspace: "\u2003",
  enspace: "\u2002",
  qmspace: "\u2005",
  zwj: "\u200d",
  zwnj: "\u200c",
  "~": "\u00a0",
  _: "-",
};

function readWord(document: Document, flow: Flow, state: State, word: Word): void {
  const { name, value } = word;
  const sign = Object.hasOwn(signs, name) ? signs[name] : undefined;
  // The sign is the same in every font.
  if (sign !== undefined) {
    if (!state.isHidden && !state.isDeleted) flow.text(sign, state.script);
  } else if (name === "par" || name === "sect") flow.endParagraph(formatOf(document, state));
  else if (name === "cell") flow.endCell({ ...formatOf(document, state), depth: 1 });
  else if (name === "nestcell") flow.endCell({ ...formatOf(document, state), depth: nested(state) });
  else if (name === "row") flow.endRow(1);
  else if (name === "nestrow") flow.endRow(nested(state));
  else if (definesRow(name)) flow.define(state.rowDepth, name, value);
  else applyWord(state, word, document.definitions);
}

const nested = (state: State) => Math.max(2, depthOf(state));

function formatOf({ definitions, labels }: Document, state: State): Format {
  const { outline, style, list, level } = state;
  const own = outline === undefined ? undefined : outline >= 0 && outline < 9 ? outline + 1 : undefined;
  return {
    rank: outline === undefined ? definitions.styles.get(style ?? 0)?.rank : own,
    list: list > 0 ? level : undefined,
    label: (written) => labels({ list, level }, written),
    depth: depthOf(state),
  };
}
