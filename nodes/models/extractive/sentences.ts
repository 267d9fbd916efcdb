/** Sentences of a text and how well each answers a question: by meaning and by shared words. */

import { stopWords } from "../../../lib/stop-words.ts";
import type { Embedder } from "../built-in/embeddings.ts";
import { readLines } from "./lines.ts";
import { hasWanted, withNames } from "./wanted.ts";

/**
 * `about` is what the passage it stands in says it is about: the heading in a mark such as `[1] (file.md › Sharing)`.
 * `isFirst`: the passage begins with it.
 */
export type Sentence = { text: string; about: string; isFirst: boolean };
export type Ranked = Sentence & { score: number; position: number };

const longest = 600;
const most = 1000;
/** Comparing meanings takes some 10 ms a sentence, so only those with the most shared words are compared. */
const compared = 40;

/**
 * In the text's order. A line ends a sentence, unless it was broken; list signs are taken off. A heading answers nothing,
 * so it is a sentence only where any words may be wanted.
 */
export function sentencesOf(text: string, { withHeadings = false } = {}): Sentence[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
  const found: Sentence[] = [];
  let about = "";
  let isFirst = true;
  for (const { text: line, isHeading } of readLines(text)) {
    const mark = /^\[\d+\][ \t]*(?:\(([^\n]{0,400}?)\)(?=[ \t]|$))?/.exec(line);
    if (mark) [about, isFirst] = [mark[1]?.split(" › ").slice(1).at(-1) ?? "", true];
    const plain = line.slice(mark?.[0].length ?? 0).replace(/^[ \t]*(?:[-*•]|\d+[.)]|#+)[ \t]+/, "");
    if (isHeading) {
      [about, isFirst] = [plain, true];
      if (withHeadings) found.push({ text: plain, about: "", isFirst });
      continue;
    }
    for (const { segment } of segmenter.segment(plain)) {
      const sentence = segment.trim().slice(0, longest);
      if (/[\p{L}\p{N}]/u.test(sentence)) found.push({ text: sentence, about, isFirst });
      isFirst = false;
      if (found.length >= most) return found;
    }
  }
  return found;
}

type How = { embedder: Embedder; signal: AbortSignal | undefined };

/** Best first. Of very many sentences only those that share most words with the question are ranked. */
export async function rankSentences(
  question: string,
  sentences: readonly Sentence[],
  { embedder, signal }: How,
): Promise<Ranked[]> {
  const overlaps = sharedWords(withNames(question), sentences);
  const candidates = sentences
    .map((sentence, position) => ({ ...sentence, position, overlap: overlaps[position] ?? 0 }))
    .sort((a, b) => b.overlap - a.overlap)
    .slice(0, compared);
  const headings = [...new Set(candidates.map(({ about }) => about))];
  const texts = [question, ...headings, ...candidates.map(({ text }) => text)];
  const [asked = [], ...vectors] = await embedder.embed(texts, signal);
  const likeness = vectors.map((vector) => dot(asked, vector));
  const ofHeading = new Map(headings.map((heading, index) => [heading, heading === "" ? 0 : (likeness[index] ?? 0)]));
  return candidates
    .map(({ overlap, ...sentence }, index) => {
      const meaning = likeness[headings.length + index] ?? 0;
      const heading = ofHeading.get(sentence.about) ?? 0;
      // Under a heading that asks the same, the answer mostly comes first.
      const lead = sentence.isFirst ? 0.2 * heading : 0;
      const named = isNamed(withNames(question), sentence.text) ? 0.25 : 0;
      // “How much is the deposit?” is answered by the sentence with an amount, not by the others about the deposit.
      const wanted = hasWanted(question, sentence.text) ? 0.15 : 0;
      return { ...sentence, score: 0.45 * meaning + 0.2 * heading + 0.35 * overlap + lead + named + wanted };
    })
    .sort((a, b) => b.score - a.score);
}

/**
 * For each sentence the share of the question's words that it has, 0–1, those of its heading for half: “At once.” alone
 * means nothing, under “How do I revoke a link?” it does. A word counts for more the fewer sentences have it.
 */
function sharedWords(question: string, sentences: readonly Sentence[]): number[] {
  const words = wordsIn(question);
  const bags = sentences.map(({ text, about }) => ({ own: wordsIn(text), heading: wordsIn(about) }));
  const counts = new Map<string, number>();
  for (const { own } of bags) for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weight = (word: string) =>
    Math.log(1 + sentences.length / (counts.get(word) ?? sentences.length)) * (word.includes(" ") ? 0.5 : 1);
  const sum = (some: Iterable<string>) => [...some].reduce((total, word) => total + weight(word), 0);
  const whole = sum(words) || 1;
  return bags.map(({ own, heading }) => {
    const inHeading = words.intersection(heading).difference(own);
    return (sum(words.intersection(own)) + 0.5 * sum(inHeading)) / whole;
  });
}

/** “Invoice number: 4711” is what a question for the invoice number asks for; a sentence with a colon is no such line. */
function isNamed(question: string, text: string): boolean {
  const label = wordsIn(/^([^:.!?]{2,40}): .{1,80}$/.exec(text)?.[1] ?? "");
  return label.size > 0 && label.isSubsetOf(wordsIn(question));
}

/** Words without endings, so that “links” meets “link”, and pairs of neighbours, so that “stop Patchbay” is more than both. */
function wordsIn(text: string): Set<string> {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const words = found
    .filter((word) => !stopWords.has(word))
    .map((word) => word.replace(/(ments?|ings?|ed|es|s|e)$/, "") || word);
  return new Set([...words, ...words.slice(1).map((word, index) => `${words[index]} ${word}`)]);
}

/** Cosine similarity, as both vectors have unit length. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
