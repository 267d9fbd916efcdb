/** Rich text (RTF 1.9.1) as a tree: groups of control words and of bytes of text, whatever they mean. */

export type Group = { kind: "group"; nodes: RtfNode[] };
/** Control words, and control symbols such as `~`. `value` is the number behind it. */
export type Word = { kind: "word"; name: string; value: number | undefined };
/** Plain bytes of the file, `from` to before `to`, in the code page of their font. */
type Plain = { kind: "plain"; from: number; to: number };
/** One byte, written as `\'e4`. */
type Byte = { kind: "byte"; byte: number };
export type RtfNode = Group | Word | Plain | Byte;

/** What is deeper is read as if it stood in the group at this depth. */
const DEEPEST = 300;
const LONGEST_NAME = 32;

const [BACKSLASH, OPEN, CLOSE, QUOTE, SPACE, MINUS] = [0x5c, 0x7b, 0x7d, 0x27, 0x20, 0x2d];

/** The group that is the file. Throws when the bytes are no rich text. */
export function parseRtf(data: Uint8Array): Group {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const start = bytes.subarray(0, 1024).indexOf("{\\rtf");
  if (start < 0 || /[^\s\0\xef\xbb\xbf]/.test(bytes.toString("latin1", 0, start))) {
    throw new Error("it is not rich text (RTF)");
  }
  const root: Group = { kind: "group", nodes: [] };
  const open: Group[] = [root];
  let tooDeep = 0;
  for (let at = start + 1; at < bytes.length && open.length > 0; ) {
    const nodes = open.at(-1)?.nodes ?? [];
    const byte = bytes[at];
    if (byte === OPEN) {
      at += 1;
      if (open.length >= DEEPEST) {
        tooDeep += 1;
        continue;
      }
      const group: Group = { kind: "group", nodes: [] };
      nodes.push(group);
      open.push(group);
    } else if (byte === CLOSE) {
      at += 1;
      if (tooDeep > 0) tooDeep -= 1;
      else open.pop();
    } else if (byte === BACKSLASH) at = readControl(bytes, at + 1, nodes);
    else at = readPlain(bytes, at, nodes);
  }
  return root;
}

/** How a text looks. Most words of a file that Word has written are among these, and each would take memory. */
const looks = new Set(
  [
    "rtlch ltrch fcs af afs fs alang lang langfe langnp langfenp cgrid insrsid charrsid pararsid rsidtr loch hich dbch b i ul",
    "ql qr qc qj li ri lin rin fi sa sb sl slmult widctlpar wrapdefault aspalpha aspnum faauto adjustright ltrpar rtlpar cf cb",
    "nowidctlpar keepn keep hyphpar tx tqr tqc kerning expnd expndtw highlight noproof ab ai irow irowband lastrow yts",
    "trgaph trrh clvertalt clvertalb clvertalc clbrdrt clbrdrl clbrdrb clbrdrr brdrs brdrw brdrcf brdrnone cltxlrtb clftsWidth",
  ]
    .join(" ")
    .split(" "),
);

/** Line breaks and NUL in the file mean nothing. */
const isNothing = (byte: number | undefined) => byte === 0x0a || byte === 0x0d || byte === 0;

function readPlain(bytes: Buffer, from: number, nodes: RtfNode[]): number {
  let to = from;
  while (to < bytes.length) {
    const byte = bytes[to];
    if (byte === BACKSLASH || byte === OPEN || byte === CLOSE || isNothing(byte)) break;
    to += 1;
  }
  if (to > from) nodes.push({ kind: "plain", from, to });
  while (to < bytes.length && isNothing(bytes[to])) to += 1;
  return to;
}

const isLetter = (byte = 0) => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
const isDigit = (byte = 0) => byte >= 0x30 && byte <= 0x39;

/** `at` is behind the backslash. Gives the place behind the control word or symbol. */
function readControl(bytes: Buffer, at: number, nodes: RtfNode[]): number {
  const first = bytes[at];
  if (first === undefined) return at;
  if (first === QUOTE) return readByte(bytes, at + 1, nodes);
  if (first === BACKSLASH || first === OPEN || first === CLOSE) {
    nodes.push({ kind: "plain", from: at, to: at + 1 });
    return at + 1;
  }
  if (!isLetter(first)) {
    const name = isNothing(first) ? "par" : first === 0x09 ? "tab" : String.fromCharCode(first);
    nodes.push({ kind: "word", name, value: undefined });
    // A line may end in two bytes.
    return at + (first === 0x0d && bytes[at + 1] === 0x0a ? 2 : 1);
  }
  let end = at;
  while (end - at < LONGEST_NAME && isLetter(bytes[end])) end += 1;
  const name = bytes.toString("latin1", at, end);
  const digits = bytes[end] === MINUS && isDigit(bytes[end + 1]) ? end + 1 : end;
  let behind = digits;
  while (behind - digits < 10 && isDigit(bytes[behind])) behind += 1;
  const value = behind > digits ? Number(bytes.toString("latin1", end, behind)) : undefined;
  if (bytes[behind] === SPACE) behind += 1;
  // The bytes of a picture follow as they are.
  if (name === "bin") return Math.min(bytes.length, behind + Math.max(0, value ?? 0));
  if (nodes.length === 0 || !looks.has(name)) nodes.push({ kind: "word", name, value });
  return behind;
}

function readByte(bytes: Buffer, at: number, nodes: RtfNode[]): number {
  const digits = bytes.toString("latin1", at, at + 2);
  if (!/^[\da-f]{2}$/i.test(digits)) return at;
  nodes.push({ kind: "byte", byte: Number.parseInt(digits, 16) });
  return at + 2;
}

const isGroup = (node: RtfNode): node is Group => node.kind === "group";

/** What a group is: its first word, such as `fonttbl`. A star before it says that programs which do not know it leave it out. */
export function destinationOf({ nodes: [first, second] }: Group): { name: string; isOptional: boolean } {
  const isOptional = first?.kind === "word" && first.name === "*";
  const word = isOptional ? second : first;
  return { name: word?.kind === "word" ? word.name : "", isOptional };
}

export function groupsIn({ nodes }: Group, name?: string): Group[] {
  const groups = nodes.filter(isGroup);
  return name === undefined ? groups : groups.filter((group) => destinationOf(group).name === name);
}

/** The first group of this name, however deep. */
export function groupAt(parent: Group, name: string): Group | undefined {
  for (const group of groupsIn(parent)) {
    const found = destinationOf(group).name === name ? group : groupAt(group, name);
    if (found) return found;
  }
  return undefined;
}

/** The number behind a word right in this group; undefined when the word is not there or has none. */
export function valueIn({ nodes }: Group, name: string): number | undefined {
  return wordIn(nodes, name)?.value;
}

export function hasWord({ nodes }: Group, name: string): boolean {
  return wordIn(nodes, name) !== undefined;
}

function wordIn(nodes: readonly RtfNode[], name: string): Word | undefined {
  return nodes.find((node): node is Word => node.kind === "word" && node.name === name);
}

/** Whether any text stands in it, however deep. */
export function hasText({ nodes }: Group): boolean {
  return nodes.some((node) => (node.kind === "word" ? node.name === "u" : node.kind !== "group" || hasText(node)));
}
