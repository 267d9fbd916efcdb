import { PieceTrie } from "./piece-trie.ts";
import { openNormalizer } from "./text-normalizer.ts";

const UNKNOWN = 0;
const BEGIN = 1;
const END = 2;
/** How much less likely than the rarest piece something unknown is, as a logarithm. */
const UNKNOWN_PENALTY = 10;

/**
 * Cuts a text into the most probable pieces of a SentencePiece model's file (the unigram model, Kudo 2018), between the
 * marks of a beginning and an end. Each unknown code point is a token of its own.
 */
export function openPieceTokenizer(file: Buffer): (text: string) => number[] {
  const { pieces, scores, charsMap } = readModelFile(file);
  const trie = new PieceTrie(pieces.reduce((sum, piece) => sum + piece.length, 0));
  for (const [index, piece] of pieces.entries()) trie.add(piece, index);
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), 0) - UNKNOWN_PENALTY;
  const normalize = openNormalizer(charsMap);

  return (text) => {
    const symbols = normalize(text);
    if (symbols.length === 0) return [BEGIN, UNKNOWN, END];
    const best = new Float64Array(symbols.length + 1).fill(Number.NEGATIVE_INFINITY);
    const starts = new Int32Array(symbols.length + 1);
    const tokens = new Int32Array(symbols.length + 1);
    best[0] = 0;
    const offer = (start: number, end: number, { token, score }: { token: number; score: number }) => {
      const sum = (best[start] ?? 0) + score;
      if (sum <= (best[end] ?? 0)) return;
      best[end] = sum;
      starts[end] = start;
      tokens[end] = token;
    };
    for (let start = 0; start < symbols.length; start++) {
      let node = 0;
      for (let end = start; end < symbols.length; end++) {
        node = trie.child(node, symbols[end] ?? 0);
        const token = node === 0 ? -1 : trie.pieceAt(node);
        if (token !== -1) offer(start, end + 1, { token, score: scores[token] ?? 0 });
        else if (end === start) offer(start, end + 1, { token: UNKNOWN, score: unknownScore });
        if (node === 0) break;
      }
    }
    const found = [END];
    for (let end = symbols.length; end > 0; end = starts[end] ?? 0) found.push(tokens[end] ?? UNKNOWN);
    return [...found, BEGIN].reverse();
  };
}

/** The pieces, the logarithms of their probabilities, and the map of the normalizer (fields 1 and 3.2 of the message). */
function readModelFile(file: Buffer): { pieces: string[]; scores: Float32Array; charsMap: Buffer } {
  const pieces: string[] = [];
  const scores: number[] = [];
  let charsMap: Buffer = Buffer.alloc(0);
  for (const { field, content } of fieldsOf(file)) {
    if (field === 3) charsMap = lastOf(content, 2) ?? charsMap;
    const text = field === 1 ? lastOf(content, 1) : undefined;
    if (!text) continue;
    pieces.push(text.toString());
    scores.push(lastOf(content, 2)?.readFloatLE() ?? 0);
  }
  return { pieces, scores: Float32Array.from(scores), charsMap };
}

const lastOf = (message: Buffer, wanted: number) =>
  [...fieldsOf(message)].findLast(({ field }) => field === wanted)?.content;

/** The fields of a Protocol Buffers message that have bytes of their own: those with a length, and of 32 and 64 bits. */
function* fieldsOf(message: Buffer): Generator<{ field: number; content: Buffer }> {
  let at = 0;
  const readVarint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = readVarint();
    const kind = tag & 7;
    if (kind === 0) {
      readVarint();
      continue;
    }
    const length = kind === 1 ? 8 : kind === 5 ? 4 : readVarint();
    yield { field: Math.floor(tag / 8), content: message.subarray(at, at + length) };
    at += length;
  }
}
