/** A piece of the vocabulary and its log probability, as the model's package has them; its index is its token. */
export type Vocabulary = readonly (readonly [piece: string, score: number])[];

type Node = { next: Map<string, Node>; piece: number; score: number };

/** Not pieces of text: what is unknown, and marks of the model's training. */
const RESERVED = 6;
const UNKNOWN = 0;
const SEPARATOR = "\u2581";

/**
 * Cuts a text into the most probable pieces (the unigram model of SentencePiece, Kudo 2018), exactly as the model's own
 * tokenizer does, its peculiarities included: what stands where no piece reaches counts as a beginning.
 */
export function openTokenizer(vocabulary: Vocabulary): (text: string) => number[] {
  const root = node();
  const lengths = vocabulary.map(([piece]) => [...piece].length);
  for (const [piece, [text, score]] of vocabulary.entries()) {
    if (piece >= RESERVED) insert(root, text, { piece, score });
  }

  return (text) => {
    const symbols = [...SEPARATOR, ...text.normalize("NFKC").replaceAll(" ", SEPARATOR)];
    const pieces = new Int32Array(symbols.length + 1);
    const best = new Float64Array(symbols.length + 1);
    const offer = (start: number, end: number, { piece, score }: Pick<Node, "piece" | "score">) => {
      const sum = (best[start] ?? 0) + score;
      if (best[end] !== 0 && sum < (best[end] ?? 0)) return;
      best[end] = sum;
      pieces[end] = piece;
    };
    for (let start = 0; start < symbols.length; start++) {
      let found = false;
      let at = root.next.get(symbols[start] ?? "");
      for (let end = start + 1; at; end++) {
        if (at.piece !== UNKNOWN) offer(start, end, at);
        found ||= at.piece !== UNKNOWN;
        at = at.next.get(symbols[end] ?? "");
      }
      if (!found) offer(start, start + 1, { piece: UNKNOWN, score: 0 });
    }
    return walkBack(pieces, lengths);
  };
}

/** From the last piece to the first; unknown ones beside each other are one. */
function walkBack(pieces: Int32Array, lengths: readonly number[]): number[] {
  const tokens: number[] = [];
  for (let end = pieces.length - 1; end > 0; end -= lengths[pieces[end] ?? 0] ?? 1) {
    const piece = pieces[end] ?? UNKNOWN;
    if (piece !== UNKNOWN || tokens.at(-1) !== UNKNOWN) tokens.push(piece);
  }
  return tokens.reverse();
}

function insert(root: Node, text: string, { piece, score }: Pick<Node, "piece" | "score">): void {
  let at = root;
  for (const symbol of text) {
    const next = at.next.get(symbol) ?? node();
    at.next.set(symbol, next);
    at = next;
  }
  at.piece = piece;
  at.score = score;
}

const node = (): Node => ({ next: new Map(), piece: UNKNOWN, score: 0 });
