import { isSmallWord } from "./word-grammar.ts";

/** A grammar in which every free text of the answer is a run of words of a given text: a small model then invents nothing. */

const mostWords = 500;
/** Their full stop does not end a sentence. */
const titles = new Set(["Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "St."]);

/**
 * The GBNF grammar that node-llama-cpp makes of a JSON Schema, with its rule for strings replaced. Undefined when the
 * text is empty or too long for it; a run does not cross the end of a sentence or clause.
 */
export function holdToText(grammar: string, text: string): string | undefined {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word) && !/["\\\p{Cc}]/u.test(word));
  const stringRule = /^string-rule ::= .*$/m;
  if (words.length === 0 || words.length > mostWords || !stringRule.test(grammar)) return undefined;
  const rules = words.map((word, index) => {
    const isTitle = titles.has(word);
    const bare = isTitle ? word : word.replace(/^[([{'“‘]+|[.,;:!?)\]}'”’…]+$/gu, "") || word;
    const canGoOn = index + 1 < words.length && word.endsWith(bare);
    // A run that ends in a small word says too little: “the”, “loved by”.
    const mustGoOn = canGoOn && (isTitle || isSmallWord(bare));
    const rest = mustGoOn ? ` " " word${index + 1}` : ` (" " word${index + 1})?`;
    return `word${index} ::= "${bare}"${canGoOn ? rest : ""}`;
  });
  const start = words.map((_, index) => `word${index}`).join(" | ");
  return [grammar.replace(stringRule, String.raw`string-rule ::= "\"" (${start}) "\""`), ...rules].join("\n");
}
