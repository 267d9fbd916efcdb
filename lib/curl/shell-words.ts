/** The words of a command line, as bash and as Windows' cmd read it. Nothing is run, and no variable is looked up. */

export type Words = {
  words: string[];
  /** What follows the command: a pipe, another command, a redirection. It is not part of it. */
  rest: string;
  /** Variables and commands inside, which stand as they are written. */
  unknown: string[];
};

/** Splits a line as the shell would for which it was written: cmd's lines escape with ^. */
export function splitWords(line: string): Words {
  const text = line.replace(/\r\n?/g, "\n");
  return isForCmd(text) ? cmdWords(text) : bashWords(text);
}

function isForCmd(text: string): boolean {
  return /\^"|\^[ \t]*\n/.test(text) && !/\\\n|\$'|(^|\s)'/.test(text);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  ...{ a: "\x07", b: "\b", e: "\x1b", E: "\x1b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
};

type State = { text: string; at: number; word: string | undefined; words: string[]; unknown: string[] };

function bashWords(text: string): Words {
  const state: State = { text, at: 0, word: undefined, words: [], unknown: [] };
  while (state.at < text.length) {
    const sign = text.charAt(state.at);
    if (/[|;&<>]/.test(sign) || (sign === "\n" && state.words.length > 0) || (sign === "#" && state.word === undefined))
      break;
    if (/\s/.test(sign)) {
      endWord(state);
      state.at += 1;
    } else readPiece(state, sign);
  }
  const isRedirected = /^[<>]/.test(text.slice(state.at)) && /^\d$/.test(state.word ?? "");
  if (isRedirected) state.word = undefined;
  endWord(state);
  return { words: state.words, rest: text.slice(state.at).trim(), unknown: state.unknown };
}

function endWord(state: State): void {
  if (state.word !== undefined) state.words.push(state.word);
  state.word = undefined;
}

function add(state: State, text: string, length: number): void {
  state.word = (state.word ?? "") + text;
  state.at += length;
}

function readPiece(state: State, sign: string): void {
  const { text, at } = state;
  const next = text.charAt(at + 1);
  // PowerShell continues a line with a backtick.
  // Also with the spaces that a page or a mail leaves behind it.
  const end = sign === "\\" || sign === "`" ? /^[ \t]*\n/.exec(text.slice(at + 1, at + 80)) : null;
  if (end) state.at += 1 + end[0].length;
  else if (sign === "\\") add(state, next, 2);
  else if (sign === "'") readSingle(state);
  else if (sign === '"') readDouble(state, 1);
  else if (sign === "$" && next === "'") readAnsi(state);
  else if (sign === "$" && next === '"') readDouble(state, 2);
  else if (sign === "$" || sign === "`") readUnknown(state);
  else add(state, sign, 1);
}

function readSingle(state: State): void {
  const end = endOf(state.text, state.text.indexOf("'", state.at + 1));
  add(state, state.text.slice(state.at + 1, end), end + 1 - state.at);
}

const endOf = (text: string, found: number) => (found === -1 ? text.length : found);

function readDouble(state: State, open: number): void {
  add(state, "", open);
  while (state.at < state.text.length) {
    const sign = state.text.charAt(state.at);
    const next = state.text.charAt(state.at + 1);
    if (sign === '"') {
      add(state, "", 1);
      return;
    }
    if (sign === "\\" && next === "\n") add(state, "", 2);
    else if (sign === "\\" && /[$`"\\]/.test(next)) add(state, next, 2);
    else if (sign === "$" || sign === "`") readUnknown(state);
    else add(state, sign, 1);
  }
}

/** A variable or a command: its text stays, as nothing here knows its value. */
function readUnknown(state: State): void {
  const [found = state.text.charAt(state.at)] =
    /^(\$\{[^}]*\}|\$\([^)]*\)|\$\w+|`[^`]*`|.)/s.exec(state.text.slice(state.at)) ?? [];
  if (found.length > 1) state.unknown.push(found);
  add(state, found, found.length);
}

/** `$'…'`: bytes that are written by number are read as UTF-8. */
function readAnsi(state: State): void {
  add(state, "", 2);
  let bytes: number[] = [];
  const flush = () => {
    add(state, new TextDecoder().decode(new Uint8Array(bytes)), 0);
    bytes = [];
  };
  while (state.at < state.text.length && state.text.charAt(state.at) !== "'") {
    const rest = state.text.slice(state.at);
    const [byte, hex, octal] = /^\\(?:x([\da-f]{1,2})|([0-7]{1,3}))/i.exec(rest) ?? [];
    if (byte !== undefined) {
      bytes.push(hex === undefined ? Number.parseInt(octal ?? "0", 8) & 255 : Number.parseInt(hex, 16));
      state.at += byte.length;
      continue;
    }
    flush();
    const [unit, short, long] = /^\\(?:u([\da-f]{1,4})|U([\da-f]{1,8}))/i.exec(rest) ?? [];
    if (unit !== undefined) add(state, codePoint(short ?? long ?? "0"), unit.length);
    else if (rest.startsWith("\\")) add(state, simpleEscapes[rest.charAt(1)] ?? rest.charAt(1), 2);
    else add(state, rest.charAt(0), 1);
  }
  flush();
  state.at += 1;
}

function codePoint(hex: string): string {
  const number = Number.parseInt(hex, 16);
  // Halves of a pair come one after the other.
  return number > 0x10ffff ? "\ufffd" : number > 0xffff ? String.fromCodePoint(number) : String.fromCharCode(number);
}

/** First what cmd makes of ^ and quotes, then what a program's start makes of quotes and backslashes. */
function cmdWords(text: string): Words {
  const { line, rest } = withoutCarets(text);
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const [slashes = ""] = /^\\*/.exec(line.slice(at)) ?? [];
    const after = line.charAt(at + slashes.length);
    if (slashes !== "" && after === '"') {
      word = `${word ?? ""}${"\\".repeat(slashes.length >> 1)}`;
      at += slashes.length - 1;
      if (slashes.length % 2 === 1) {
        word += '"';
        at += 1;
      }
    } else if (line.charAt(at) === '"') {
      word ??= "";
      if (isQuoted && line.charAt(at + 1) === '"') {
        word += '"';
        at += 1;
      } else isQuoted = !isQuoted;
    } else if (/\s/.test(line.charAt(at)) && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + line.charAt(at);
  }
  if (word !== undefined) words.push(word);
  return { words, rest, unknown: [] };
}

/** A caret takes the sign after it as it is; at a line's end it continues the line, and an empty line after it is a line break. */
function withoutCarets(text: string): { line: string; rest: string } {
  let line = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === "^" && !isQuoted) {
      at += 1;
      const end = /^[ \t]*\n/.exec(text.slice(at))?.[0];
      if (end === undefined) line += text.charAt(at);
      else {
        at += end.length - 1;
        if (text.charAt(at + 1) === "\n") {
          line += "\n";
          at += 1;
        }
      }
      continue;
    }
    if (!isQuoted && (/[|&<>]/.test(sign) || (sign === "\n" && line.trim() !== "")))
      return { line, rest: text.slice(at).trim() };
    if (sign === '"') isQuoted = !isQuoted;
    line += sign;
  }
  return { line, rest: "" };
}
