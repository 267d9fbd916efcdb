import { stemmer } from "stemmer";
import { searchStopWords } from "./stop-words.ts";

/**
 * The terms by which a text is found, in its order and with repeats. Words are in lower case and stemmed (Porter 1980),
 * without stop words. A code, which is a token with digits or punctuation inside or around it (`E-4711`, `2.4.1`, `C++`,
 * `node.js`, `src/main.ts`), is a term as a whole, and so are its parts: `E-4711` is found by `e-4711`, `E4711` and
 * `4711`, and never by `4712`. Runs of Chinese and Japanese become pairs of characters, since they have no spaces.
 */
export function termsOf(text: string): string[] {
  return tokensOf(text).flatMap((token) => {
    const known = remembered.get(token);
    if (known) return known;
    // A copy: what is cut out of a long text keeps all of it in memory.
    const own = Buffer.from(token).toString();
    const terms = termsOfToken(own);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(own, terms);
    return terms;
  });
}

/** A text has each word often, and texts have their words in common: looking one up is ten times as fast as stemming it. */
const remembered = new Map<string, readonly string[]>();
const REMEMBERED = 50_000;

function termsOfToken(token: string): readonly string[] {
  if (isUnspaced.test(token)) return pairsOf(token);
  return isPlainWord.test(token) ? termsOfWord(token) : termsOfCode(token);
}

/**
 * The codes of a text as wholes, and the numbers in them, without repeats: what a parser for words misses. The function
 * patchbay_codes in Postgres (see the migrations) says the same of texts in ASCII.
 */
export function codesOf(text: string): string[] {
  const codes = tokensOf(text).filter((token) => !isPlainWord.test(token) && !isUnspaced.test(token));
  return [...new Set(codes.flatMap((token) => [wholeOf(token), ...(token.match(/\d+/g) ?? [])]))];
}

const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
const ANY_SIGN = String.raw`[\p{L}\p{M}\p{N}]`;
/** Nearly every text is of these signs, and found in a fifth of the time. */
const isAscii = /^[\0-\x7f]*$/;
const TOKEN = {
  ascii: tokens("[a-z0-9]", "(?!)"),
  any: tokens(`[${ANY_SIGN}--[${UNSPACED}]]`, `[${UNSPACED}]+`),
};
const isUnspaced = new RegExp(`^[${UNSPACED}]`, "v");
const isPlainWord = /^[\p{L}\p{M}]+$/u;
const APOSTROPHE = /(?<=[\p{L}\p{M}])['’](?:s|t|re|ve|ll|d|m)(?![\p{L}\p{M}\p{N}])/gu;
/** Longer tokens are data rather than names; they are found by their beginning. */
const MAX_LENGTH = 64;
const MAX_PARTS = 24;

/** Punctuation that joins the two signs around it; a comma joins digits only. A sentence's own stop joins nothing. */
function tokens(sign: string, unspaced: string): RegExp {
  const joint = String.raw`[\-.+#\/_@:\&]|(?<=\d),(?=\d)`;
  return new RegExp(
    String.raw`${unspaced}|(?:(?<!${sign})[\-.#])?${sign}+(?:(?:${joint})${sign}+)*(?:\+{1,2}|#)?`,
    "gv",
  );
}

function tokensOf(text: string): string[] {
  const normal = normalize(text);
  return normal.match(isAscii.test(normal) ? TOKEN.ascii : TOKEN.any) ?? [];
}

/** Compatibility forms (ﬁ, １) become the usual ones, and all short dashes one. */
function normalize(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‐‑‒–−]/g, "-")
    .replace(APOSTROPHE, "");
}

function termsOfWord(word: string): string[] {
  return searchStopWords.has(word) ? [] : [stemmer(word.slice(0, MAX_LENGTH))];
}

function pairsOf(run: string): string[] {
  const signs = [...run];
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
}

function termsOfCode(token: string): string[] {
  const segments = token.split(/[/@:&,+#]/).filter((segment) => segment !== "");
  const parts = segments.flatMap((segment) => [segment, ...segment.split(/[-._]/)]).filter((part) => part !== "");
  const pieces = parts.flatMap((part) => [part, ...(part.match(/\p{N}+|[\p{L}\p{M}]+/gu) ?? [])]);
  const terms = pieces.flatMap((piece) => (isPlainWord.test(piece) ? termsOfWord(piece) : wholeOf(piece)));
  return [...new Set([wholeOf(token), ...joinedForm(token), ...terms])].slice(0, MAX_PARTS);
}

/** E-4711 is written E4711 too; 2.4.1 is not 241. */
function joinedForm(token: string): string[] {
  const mayJoin = /^[^.+#/@:&,]*$/.test(token) && /\p{N}/u.test(token) && /\p{L}/u.test(token);
  return mayJoin ? [token.replace(/[-_]/g, "").slice(0, MAX_LENGTH)] : [];
}

/** v2.4.1 and 2.4.1 are one version. */
function wholeOf(token: string): string {
  return token.replace(/^v(?=\d)/, "").slice(0, MAX_LENGTH);
}
