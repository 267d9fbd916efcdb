import type { Mapping } from "./batch.ts";

type Named = { name: string; title?: string };

/**
 * Which column each field most likely means: the one of its name or title, however it is written; then one whose words
 * contain the field's. Of one field and one column there is no doubt. A column is taken once.
 */
export function guessMapping(fields: readonly Named[], columns: readonly string[]): Mapping {
  const free = new Set(columns);
  const mapping = new Map<string, string>();
  for (const isLike of [isSame, hasWordsOf]) {
    for (const field of fields) {
      if (mapping.has(field.name)) continue;
      const column = [...free].find((one) => isLike(one, field));
      if (column === undefined) continue;
      mapping.set(field.name, column);
      free.delete(column);
    }
  }
  const [field, another] = fields;
  const [column, second] = columns;
  if (field && !another && column !== undefined && second === undefined) mapping.set(field.name, column);
  return Object.fromEntries(mapping);
}

function isSame(column: string, { name, title }: Named): boolean {
  const written = plain(column);
  return written !== "" && (written === plain(name) || (title !== undefined && written === plain(title)));
}

function hasWordsOf(column: string, { name, title }: Named): boolean {
  const words = new Set(wordsOf(column));
  return [name, title ?? ""].some((text) => {
    const wanted = wordsOf(text);
    return wanted.length > 0 && wanted.every((word) => words.has(word));
  });
}

const plain = (text: string) => wordsOf(text).join("");
/** `reviewText`, `review_text` and `Review text` are the same words. */
const wordsOf = (text: string) =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
