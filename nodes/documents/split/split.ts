/**
 * Cuts a text into chunks: at the ends of paragraphs where that is enough, else of lines, sentences, clauses (where no
 * spaces are written), words, and last between characters. What ends a piece stays with it, so no chunk begins with the full stop of the one before.
 */

export type ChunkSize = {
  /** The most characters of a chunk. */
  size: number;
  /** The most characters that a chunk repeats from the one before; less than `size`. */
  overlap: number;
};

/** Another measure than characters, of a piece as it stands behind others. */
type Measure = (piece: string) => number;
const characterCount: Measure = (piece) => piece.length;

/** Each matches between two pieces, and the first that divides a text is taken. */
const textBoundaries: readonly RegExp[] = [
  /(?<=\n)(?=\n)/u,
  /(?<=\n)/u,
  sentenceEnds(),
  /(?<=[，、；：])/u,
  /(?<=\s)/u,
];
/** Before what begins at the margin behind an empty line, as functions and classes do; at empty lines; between lines. */
const codeBoundaries: readonly RegExp[] = [
  /(?<=\n[ \t]*\n)(?=[^\s)}\]])/u,
  /(?<=\n)(?=[ \t]*\n)/u,
  /(?<=\n)/u,
  /(?<=\s)/u,
];

/**
 * After a stop, with the quotes and brackets that close behind it. Scripts that write no space after a stop have stops of
 * their own, which need none. The number of a list's item (“1. ”) ends nothing.
 */
function sentenceEnds(): RegExp {
  const closing = `["'”’»)\\]」』）】》]{0,3}`;
  const spaced = `[.!?…؟۔։।॥።။។]${closing}\\s`;
  const unspaced = `[。！？｡]${closing}`;
  const item = `(?:^|\\n)[ \\t]{0,20}\\p{N}{1,3}\\.\\s`;
  return new RegExp(`(?<=${spaced})(?<!${item})(?!\\s)|(?<=${unspaced})(?!["'”’»)\\]」』）】》。！？｡\\s])`, "u");
}

/** The chunks in order. Together they hold the whole text but for spaces between them. */
export function splitIntoChunks(text: string, size: ChunkSize): string[] {
  const trimmed = split(text, { ...size, boundaries: textBoundaries }, 0).map((chunk) => chunk.trim());
  return trimmed.filter((chunk) => chunk !== "");
}

/** The same for a program: a function stays whole where it fits, and lines keep their indentation. */
export function splitCode(text: string, size: ChunkSize): string[] {
  const chunks = split(text.replace(/\r\n?/g, "\n"), { ...size, boundaries: codeBoundaries }, 0);
  return chunks.map((chunk) => chunk.replace(/^([ \t]*\n)+/, "").trimEnd()).filter((chunk) => chunk.trim() !== "");
}

/**
 * Chunks of so many tokens, with all the space between them: without an overlap they are the text when they are joined. A
 * piece behind others counts with one space before it, which is how texts are written.
 */
export function splitByTokens(text: string, size: ChunkSize, count: (text: string) => number): string[] {
  const measure: Measure = (piece) => {
    const words = piece.trimEnd();
    const space = piece.slice(words.length);
    if (words === "") return count(space);
    return count(/^\S/.test(words) ? ` ${words}` : words) + (space === "" || space === " " ? 0 : count(space));
  };
  const cut = (piece: string, aim: number, overlap: number): string[] =>
    split(piece, { size: aim, overlap, boundaries: textBoundaries, measure }, 0).flatMap((chunk) => {
      if (count(chunk) <= size.size) return chunk === "" ? [] : [chunk];
      return aim > 1 ? cut(chunk, Math.floor(aim * 0.8), 0) : halves(chunk).flatMap((half) => cut(half, 1, 0));
    });
  // One token is left for the space at the end.
  return cut(text, size.size - 1, size.overlap);
}

/** Of what cannot be divided otherwise; a single sign stays as it is, however many tokens it has. */
function halves(text: string): string[] {
  const signs = [...text];
  const middle = Math.ceil(signs.length / 2);
  return [signs.slice(0, middle).join(""), signs.slice(middle).join("")].filter((half) => half !== "");
}

type How = ChunkSize & { boundaries: readonly RegExp[]; measure?: Measure };

function split(text: string, size: How, level: number): string[] {
  const { measure = characterCount } = size;
  const [pieces, next] = piecesOf(text, size.boundaries, level);
  const chunks: string[] = [];
  let short: string[] = [];
  for (const piece of pieces) {
    if (measure(piece.trimEnd()) <= size.size || piece === text) {
      short.push(piece);
      continue;
    }
    for (const chunk of [...merge(short, size), ...split(piece, size, next)]) chunks.push(chunk);
    short = [];
  }
  return [...chunks, ...merge(short, size)];
}

/** The pieces at the first level that divides the text, and the level for those that are still too long. */
function piecesOf(text: string, boundaries: readonly RegExp[], level: number): [string[], number] {
  for (const [index, boundary] of boundaries.entries()) {
    if (index < level) continue;
    const pieces = text.split(boundary);
    if (pieces.length > 1) return [pieces, index + 1];
  }
  return [characters(text), boundaries.length];
}

/** What a reader sees as one character is not cut, unless it is very long. */
function characters(text: string): string[] {
  if (!/[^\n -~]/.test(text)) return text.split("");
  const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
  return Array.from(segments, ({ segment }) => segment).flatMap((one) => (one.length > 40 ? [...one] : [one]));
}

/** As many neighbouring pieces to a chunk as fit, beginning with the last ones of the chunk before. */
function merge(pieces: readonly string[], { size, overlap, measure = characterCount }: How): string[] {
  const chunks: string[] = [];
  const lengths = pieces.map(measure);
  let [start, length] = [0, 0];
  for (const [index, piece] of pieces.entries()) {
    const last = measure(piece.trimEnd());
    if (length > 0 && length + last > size) {
      chunks.push(pieces.slice(start, index).join(""));
      while (start < index && (length > overlap || length + last > size)) {
        length -= lengths[start] ?? 0;
        start += 1;
      }
    }
    length += lengths[index] ?? 0;
  }
  chunks.push(pieces.slice(start).join(""));
  return chunks;
}
