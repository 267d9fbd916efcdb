/** What words of a rich text set until their group ends. */
import type { Definitions } from "./definitions.ts";
import type { Script } from "./flow.ts";
import type { Word } from "./parse-rtf.ts";

export type State = {
  /** How many characters stand for older programs behind one that is written in Unicode. */
  uc: number;
  font: number;
  isHidden: boolean;
  isDeleted: boolean;
  script: Script;
  style: number | undefined;
  /** From 0; 9 is body text. */
  outline: number | undefined;
  isInTable: boolean;
  depth: number | undefined;
  list: number;
  level: number;
  /** Of the tables whose rows are defined here. */
  rowDepth: number;
};

const paragraph = { style: undefined, outline: undefined, isInTable: false, depth: undefined, list: 0, level: 0 };
const characters = { isHidden: false, isDeleted: false, script: 0 as Script };

export function firstState({ usualFont }: Definitions): State {
  return { uc: 1, font: usualFont, rowDepth: 1, ...paragraph, ...characters };
}

const isOn = (value: number | undefined) => value !== 0;
const raised = (value: number | undefined, script: Script): Script => (isOn(value) ? script : 0);

type Set = (value: number | undefined, definitions: Definitions) => Partial<State>;

const setters: Readonly<Record<string, Set>> = {
  pard: () => paragraph,
  plain: (_, { usualFont }) => ({ ...characters, font: usualFont }),
  uc: (value = 1) => ({ uc: Math.max(0, value) }),
  f: (value = 0) => ({ font: value }),
  v: (value) => ({ isHidden: isOn(value) }),
  deleted: (value) => ({ isDeleted: isOn(value) }),
  // Where a text stood that was moved.
  mvf: (value) => ({ isDeleted: isOn(value) }),
  super: (value) => ({ script: raised(value, 1) }),
  sub: (value) => ({ script: raised(value, -1) }),
  up: (value = 6) => ({ script: raised(value, 1) }),
  dn: (value = 6) => ({ script: raised(value, -1) }),
  nosupersub: () => ({ script: 0 }),
  s: (value) => ({ style: value }),
  outlinelevel: (value) => ({ outline: value }),
  intbl: (value) => ({ isInTable: isOn(value) }),
  itap: (value) => ({ depth: value }),
  ls: (value = 0) => ({ list: value }),
  ilvl: (value = 0) => ({ level: Math.min(8, Math.max(0, value)) }),
};

export function applyWord(state: State, { name, value }: Word, definitions: Definitions): void {
  if (Object.hasOwn(setters, name)) Object.assign(state, setters[name]?.(value, definitions));
}

/** How many tables are around the paragraph. */
export const depthOf = ({ depth, isInTable }: State): number => depth ?? (isInTable ? 1 : 0);
