/** Answers with the code points that the model knows a text by. */
export type TextNormalizer = (text: string) => Uint32Array;

const SPACE = 0x20;
/** Stands for a space in the vocabulary. */
const SEPARATOR = 0x2581;

/**
 * The normalizer of SentencePiece: what a text is replaced by is looked up in a double array (Aoe 1989, as darts-clone lays
 * it out) of UTF-8, the longest match first. Spaces are one separator each, none beside another or at the end, and one
 * comes first.
 */
export function openNormalizer(charsMap: Buffer): TextNormalizer {
  const trieBytes = charsMap.readUInt32LE(0);
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, index) => charsMap.readUInt32LE(4 + index * 4));
  const replacements = charsMap.subarray(4 + trieBytes);
  const known = new Map<number, Uint32Array>();

  const replacementAt = (at: number) => {
    const found = known.get(at) ?? codePoints(replacements.toString("utf8", at, replacements.indexOf(0, at)));
    known.set(at, found);
    return found;
  };

  return (text) => {
    // As UTF-8 has it: half a pair of surrogates becomes a replacement character.
    const bytes = Buffer.from(text);
    const out: number[] = [];
    let isAfterSpace = true;
    const push = (symbol: number) => {
      const isSpace = symbol === SPACE;
      if (isSpace && isAfterSpace) return;
      if (out.length === 0) out.push(SEPARATOR);
      out.push(isSpace ? SEPARATOR : symbol);
      isAfterSpace = isSpace;
    };
    for (let at = 0; at < bytes.length; ) {
      const match = longestMatch(units, bytes, at);
      if (match.length > 0) {
        for (const symbol of replacementAt(match.value)) push(symbol);
        at += match.length;
        continue;
      }
      const length = lengthOfSymbol(bytes[at] ?? 0);
      push(bytes.toString("utf8", at, at + length).codePointAt(0) ?? 0);
      at += length;
    }
    while (out.at(-1) === SEPARATOR) out.pop();
    return Uint32Array.from(out);
  };
}

function longestMatch(units: Uint32Array, bytes: Buffer, start: number): { length: number; value: number } {
  const best = { length: 0, value: 0 };
  let node = childrenOf(units[0] ?? 0);
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    node ^= byte;
    const unit = units[node] ?? 0;
    // The label, and the sign of a leaf, which no byte has.
    if ((unit & 0x800000ff) !== byte) break;
    node ^= childrenOf(unit);
    if ((unit & 0x100) === 0) continue;
    best.length = at + 1 - start;
    best.value = (units[node] ?? 0) & 0x7fffffff;
  }
  return best;
}

const childrenOf = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);
const lengthOfSymbol = (first: number) => (first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
const codePoints = (text: string) => Uint32Array.from(text, (symbol) => symbol.codePointAt(0) ?? 0);
