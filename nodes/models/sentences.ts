/** Sentences of a text and how well each answers a question: by meaning and by shared words. */
import type { Embedder } from "./embeddings.ts";

export type Ranked = { text: string; score: number; position: number };

const longest = 600;
const mostSentences = 300;

/** In the text's order. Lines are sentences of their own; passage marks such as `[1] (source)` are taken off. */
export function sentencesOf(text: string): string[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
  const lines = text
    .split("\n")
    .map((line) => line.replace(/^\s*(\[\d+\]\s*(\([^)]*\))?|[-*•]|\d+[.)]|#+)\s+/, "").trim());
  const found = lines.flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()));
  return found
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map((sentence) => sentence.slice(0, longest))
    .slice(0, mostSentences);
}

/** Best first. */
export async function rankSentences(
  question: string,
  sentences: readonly string[],
  { embedder, signal }: { embedder: Embedder; signal: AbortSignal | undefined },
): Promise<Ranked[]> {
  const [asked = [], ...vectors] = await embedder.embed([question, ...sentences], signal);
  const words = wordsOf(question);
  const counts = new Map<string, number>();
  const bags = sentences.map(wordsOf);
  for (const bag of bags) for (const word of bag) counts.set(word, (counts.get(word) ?? 0) + 1);
  // A shared word counts for more the fewer sentences have it.
  const weight = (word: string) => Math.log(1 + sentences.length / (counts.get(word) ?? sentences.length));
  const total = [...words].reduce((sum, word) => sum + weight(word), 0) || 1;
  return sentences
    .map((text, position) => {
      const shared = [...words].reduce((sum, word) => sum + (bags[position]?.has(word) ? weight(word) : 0), 0);
      return { text, position, score: 0.6 * dot(asked, vectors[position] ?? []) + 0.4 * (shared / total) };
    })
    .sort((a, b) => b.score - a.score);
}

const stopWords = new Set(
  "a an and are as at be but by can did do does for from had has have how i if in into is it its me my of on or our so that the their them then there these they this to was we were what when where which who why will with you your".split(
    " ",
  ),
);

/** Words without endings, so that “links” meets “link” and “revoking” meets “revoked”. */
function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    words.filter((word) => !stopWords.has(word)).map((word) => word.replace(/(ing|ed|es|s|e)$/, "") || word),
  );
}

/** Cosine similarity, as both vectors have unit length. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
