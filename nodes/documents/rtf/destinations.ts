/** What groups of a rich text are that do not simply go on with the text around them. */

import { fieldText } from "../field.ts";
import { formulaText } from "../word/formula.ts";
import { inWords } from "../word/runs.ts";
import type { Definitions } from "./definitions.ts";
import type { Block, Flow } from "./flow.ts";
import { formulaOf } from "./formula-of.ts";
import type { Labels } from "./labels.ts";
import { type Group, groupAt, groupsIn, hasText, hasWord, valueIn } from "./parse-rtf.ts";
import { depthOf, type State } from "./state.ts";
import { textOf } from "./write-blocks.ts";

export type Document = {
  bytes: Buffer;
  definitions: Definitions;
  labels: Labels;
  /** How many notes there were. */
  notes: number;
  /** Of the next comment. */
  author: string;
  headers: Set<string>;
  footers: Set<string>;
  blocksOf(group: Group, state: State): Block[];
  read(flow: Flow, group: Group, state: State): void;
};

type Read = (document: Document, flow: Flow, group: Group, state: State) => void;

const skip: Read = () => undefined;
const enter: Read = (document, flow, group, state) => document.read(flow, group, state);
const header: Read = (document, _, group, state) => void document.headers.add(said(document, group, state).trim());
const footer: Read = (document, _, group, state) => void document.footers.add(said(document, group, state).trim());
const box: Read = (document, flow, group, state) =>
  flow.attach({ before: "", blocks: document.blocksOf(group, ownParagraphs(state)) });
const label: Read = (document, flow, group, state) => flow.label(said(document, group, state));

/** By the first word of the group. One that is not here is part of the text, unless it is marked as optional. */
export const destinations: Readonly<Record<string, Read>> = {
  ...each("fonttbl colortbl stylesheet info nonshppict shprslt nonesttables xe tc tcn ftnsep ftnsepc aftnsep", skip),
  ...each("aftnsepc pntxta pntxtb falt filetbl private template mmathPict", skip),
  ...each("shp shpgrp shpinst shppict do picprop", enter),
  ...each("header headerl headerr headerf", header),
  ...each("footer footerl footerr footerf", footer),
  ...each("shptxt dptxbxtext", box),
  ...each("listtext pntext", label),
  ...each("mmath moMath moMathPara", (document, flow, group, state) =>
    flow.text(formulaText(formulaOf(group, (part) => said(document, part, state))), 0),
  ),
  field: readField,
  footnote: readNote,
  atnauthor: (document, _, group, state) => {
    document.author = said(document, group, state).trim();
  },
  annotation: readComment,
  pict: (document, flow, group, state) => {
    for (const properties of groupsIn(group, "picprop")) document.read(flow, properties, state);
  },
  sp: readProperty,
  upr: (document, flow, group, state) => {
    for (const unicode of groupsIn(group, "ud")) document.read(flow, unicode, state);
  },
  nesttableprops: (document, flow, group, state) =>
    document.read(flow, group, { ...state, rowDepth: Math.max(2, depthOf(state)) }),
};

function each(names: string, read: Read): Record<string, Read> {
  return Object.fromEntries(names.split(" ").map((name) => [name, read]));
}

function said(document: Document, group: Group, state: State): string {
  return textOf(document.blocksOf(group, ownParagraphs(state)));
}

/** What stands in a group of its own is no item, heading or cell of what is around it. */
function ownParagraphs(state: State): State {
  return {
    ...state,
    style: undefined,
    outline: undefined,
    isInTable: false,
    depth: undefined,
    list: 0,
    level: 0,
    script: 0,
  };
}

function readNote(document: Document, flow: Flow, group: Group, state: State): void {
  if (state.isHidden || state.isDeleted) return;
  document.notes += 1;
  const mark = `[${document.notes}]`;
  flow.text(` ${mark}`, 0);
  flow.attach({ before: `${mark} `, blocks: document.blocksOf(group, ownParagraphs(state)) });
}

function readComment(document: Document, flow: Flow, group: Group, state: State): void {
  const by = document.author === "" ? "" : ` by ${document.author}`;
  flow.attach({ before: `Comment${by}: `, blocks: document.blocksOf(group, ownParagraphs(state)) });
  document.author = "";
}

/** Of a field, its result is seen, and not how it comes to it. */
function readField(document: Document, flow: Flow, group: Group, state: State): void {
  const instruction = groupsIn(group, "fldinst")[0];
  const form = instruction && groupAt(instruction, "formfield");
  const chosen = form && chosenInForm(document, form, state);
  if (chosen !== undefined) {
    flow.text(chosen, 0);
    return;
  }
  const results = groupsIn(group, "fldrslt");
  if (instruction && !results.some(hasText)) flow.text(fieldText(said(document, instruction, state)), 0);
  for (const result of results) document.read(flow, result, state);
}

/** What a field of a form shows without having it as text; undefined for one that has a text. */
function chosenInForm(document: Document, form: Group, state: State): string | undefined {
  const data = groupsIn(form).find((inner) => hasWord(inner, "fftype")) ?? form;
  const type = valueIn(data, "fftype") ?? 0;
  const result = valueIn(data, "ffres");
  // 25 is nothing that was chosen.
  const value = result === undefined || result === 25 ? (valueIn(data, "ffdefres") ?? 0) : result;
  if (type === 1) return value === 1 ? "☒" : "☐";
  const entry = type === 2 ? groupsIn(data, "ffl")[value] : undefined;
  return entry && said(document, entry, state);
}

/** A property of a shape or a picture: what it shows, in words, or the text that it is. */
function readProperty(document: Document, flow: Flow, group: Group, state: State): void {
  const [name, value] = ["sn", "sv"].map((part) => groupsIn(group, part)[0]);
  const wanted = name && said(document, name, state).trim();
  if (!value || (wanted !== "wzDescription" && wanted !== "gtextUNICODE")) return;
  const text = said(document, value, state);
  flow.text(wanted === "wzDescription" ? inWords(text) : ` ${text} `, 0);
}
