import { stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { countTerms } from "./count-terms.ts";

/**
 * Of the terms that `terms.ts` makes, and of how they are written here. Raise it with each change of either: workers then
 * write the words of every chunk anew (renew-words.ts), and until they have, Postgres searches those by its own parser.
 */
export const termsVersion = 1;

/**
 * The terms of a chunk as a tsvector in its written form, each at as many places as it is there. What is a part of a code has
 * a slash before it, which no term begins with.
 */
export function termVector(text: string): string {
  const lexemes = [...countTerms(text)].flatMap(([term, counts]) => [
    lexeme(term, counts >> 4),
    lexeme(`/${term}`, counts & 15),
  ]);
  return lexemes.filter((each) => each !== "").join(" ");
}

function lexeme(term: string, times: number): string {
  if (times === 0) return "";
  const places = Array.from({ length: times }, (_, index) => index + 1);
  return `'${term.replace(/['\\]/g, "$&$&")}':${places.join(",")}`;
}

/** By what a chunk is found: its heading and its text. The same as read-texts.sql reads. */
export function wordsOfChunk({ text, metadata }: { text: string; metadata: { [key: string]: Json } }): string {
  const { heading } = metadata;
  if (heading === undefined || heading === null) return ` ${text}`;
  return `${typeof heading === "string" ? heading : stringifyJson(heading)} ${text}`;
}
