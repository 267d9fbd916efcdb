/** Tokens as the English embedding model on board counts them, without its weights. */
import { countByWord, type TokenCounter } from "../../documents/split/count-by-word.ts";
import { openTokenizer } from "./tokenizer.ts";
import { readVocabulary } from "./weights.ts";

/** The model was made for so many; what is behind them is not read. */
export const readTokens = 128;

/**
 * read: as the model reads a text, to which a whole line of Chinese is one unknown token · written: each sign that it does
 * not know is one, so that texts in other scripts are not endless
 */
type Of = "read" | "written";
const opening = new Map<Of, Promise<TokenCounter>>();

/** No piece of the vocabulary reaches over a space, so a text has the tokens of its words. */
export function openEnglishCounter(of: Of): Promise<TokenCounter> {
  const counter = opening.get(of) ?? open(of);
  opening.set(of, counter);
  return counter;
}

async function open(of: Of): Promise<TokenCounter> {
  const vocabulary = await readVocabulary();
  const tokensOf = openTokenizer(vocabulary);
  const lengths = vocabulary.map(([piece]) => [...piece].length);
  const isUnknown = (token: number) => token === 0;
  const countWritten = (word: string) => {
    const known = tokensOf(word).filter((token) => !isUnknown(token));
    const covered = known.reduce((sum, token) => sum + (lengths[token] ?? 0), 0);
    // The tokenizer puts a mark before a word.
    return known.length + Math.max(0, [...word.normalize("NFKC")].length + 1 - covered);
  };
  return countByWord(of === "read" ? (word) => tokensOf(word).length : countWritten, /\S+/g);
}
