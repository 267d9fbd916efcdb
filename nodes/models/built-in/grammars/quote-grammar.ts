/** A grammar whose only answers are quotes of given sentences: a small model says how many of them, and cannot spoil them. */

const most = 8000;

/**
 * GBNF: the first sentence and as many of the next ones as the model wants. Undefined when there is nothing to quote, or too
 * much. JSON's escapes are those of GBNF.
 */
export function quotesOf(sentences: readonly string[]): string | undefined {
  const [first, ...next] = sentences.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence)).map(asSentence);
  if (first === undefined || sentences.join("").length > most) return undefined;
  const more = next.reduceRight((after, sentence) => ` (${JSON.stringify(` ${sentence}`)}${after})?`, "");
  return `root ::= ${JSON.stringify(first)}${more}`;
}

function asSentence(text: string): string {
  const whole = text.trim().replace(/[;:,]$/, "");
  return /[.!?…]["'”’)]?$/.test(whole) ? whole : `${whole}.`;
}
