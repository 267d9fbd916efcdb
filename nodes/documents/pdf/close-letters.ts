/** Words whose letters are set apart, as headings often are: the parser has them as “D o u b l e”. */

type Item = { str: string; hasEOL: boolean };

/** The items with such words closed, in the lines in which one is plain to see. */
export function closeLetters<T extends Item>(items: readonly T[]): T[] {
  const closed: T[] = [];
  let line: T[] = [];
  for (const [index, item] of items.entries()) {
    line.push(item);
    if (!item.hasEOL && index < items.length - 1) continue;
    closed.push(...(line.some(({ str }) => isSpaced(str)) ? line.map(close) : line));
    line = [];
  }
  return closed;
}

const single = /^\S(?: \S)+$/u;

/** At least five letters, three of them small, and no list such as “a b c d e”. */
function isSpaced(text: string): boolean {
  if (!single.test(text)) return false;
  const letters = text.match(/\p{L}/gu) ?? [];
  const small = text.match(/\p{Ll}/gu) ?? [];
  const isList = letters.every((letter, at) => at === 0 || letter > (letters[at - 1] ?? ""));
  return letters.length >= 5 && small.length >= 3 && !isList;
}

/** Two words in one item are told apart by the capital, or by the stop or comma between them. */
function close<T extends Item>(item: T): T {
  if (!single.test(item.str)) return item;
  const str = item.str.replaceAll(" ", "").replace(/(?<=[\p{Ll}.,;:])(?=\p{Lu})/gu, " ");
  return { ...item, str };
}
