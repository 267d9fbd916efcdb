import { setImmediate as nextTurn } from "node:timers/promises";

export type TokenCounter = {
  count(text: string): number;
  /** Counts the words of a long text in turns, so that other runs go on; `count` knows them then. */
  prepare(text: string, signal: AbortSignal): Promise<void>;
};

const turnMs = 20;
const MOST_KNOWN = 100_000;

/** `word` matches, one behind the other, all that has tokens; what they have is remembered. */
export function countByWord(countOf: (word: string) => number, word: RegExp): TokenCounter {
  const known = new Map<string, number>();
  const countWord = (text: string) => {
    const found = known.get(text) ?? countOf(text);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, found);
    return found;
  };
  return {
    count(text) {
      let sum = 0;
      for (const [each] of text.matchAll(word)) sum += countWord(each);
      return sum;
    },
    async prepare(text, signal) {
      let until = performance.now() + turnMs;
      for (const [each] of text.matchAll(word)) {
        countWord(each);
        if (performance.now() < until) continue;
        await nextTurn();
        signal.throwIfAborted();
        until = performance.now() + turnMs;
      }
    },
  };
}
