/** A grammar for one or two sentences that use the words of a given text and the small words of English, and no others. */

const smallWords =
  "a an the you your it its they them this that these those is are was be been has have had can may will not no yes and or but so if when where which who what to of in on at by for from with without as into than then also only do does need use there all any each other".split(
    " ",
  );

/** GBNF. A small model held to it cannot invent names, commands or numbers. Undefined when there are too many words. */
export function sentencesInWordsOf(text: string): string | undefined {
  const found = text.split(/\s+/).map((word) => word.replace(/^[("'“‘[]+|[)"'”’\],;:.!?]+$/gu, ""));
  const usable = found.filter((word) => /[\p{L}\p{N}]/u.test(word) && !/["\\\p{Cc}]/u.test(word));
  const words = new Set([...usable, ...smallWords]);
  if (usable.length === 0 || words.size > 400) return undefined;
  const first = new Set([...words].map((word) => word.charAt(0).toUpperCase() + word.slice(1)));
  return [
    'root ::= sentence (" " sentence)?',
    'sentence ::= first ((" " | ", ") word){1,40} "."',
    `first ::= ${alternatives(first)}`,
    `word ::= ${alternatives(words)}`,
  ].join("\n");
}

/** Articles, pronouns, prepositions and the like. */
export function isSmallWord(word: string): boolean {
  return smallWords.includes(word.toLowerCase());
}

function alternatives(words: Iterable<string>): string {
  return [...words].map((word) => `"${word}"`).join(" | ");
}
