import { stemmer } from "stemmer";
import { searchStopWords } from "./stop-words.ts";

/**
 * The terms by which a text is found, in its order and with repeats. Words are in lower case and stemmed (Porter 1980),
 * without stop words. A code, which is a token with digits or punctuation inside or around it (`E-4711`, `2.4.1`, `C++`,
 * `node.js`, `src/main.ts`), is a term as a whole, and so are its parts: `E-4711` is found by `e-4711`, `E4711` and
 * `4711`, and never by `4712`. Runs of Chinese and Japanese become pairs of characters, since they have no spaces.
 */
export function termsOf(text: string): string[] {
  return tokenTermsOf(text).flatMap(({ wholes, parts }) => [...wholes, ...parts]);
}

/** The same for each token, with what stands for all of it and for its parts: the c in `C++` is not the language C. */
export type TokenTerms = { wholes: readonly string[]; parts: readonly string[] };

export function tokenTermsOf(text: string): TokenTerms[] {
  return tokensOf(text).map((token) => {
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
const remembered = new Map<string, TokenTerms>();
const REMEMBERED = 50_000;

function termsOfToken(token: string): TokenTerms {
  if (isUnspaced.test(token)) return { wholes: pairsOf(token), parts: [] };
  return isPlainWord.test(token) ? { wholes: termsOfWord(token), parts: [] } : termsOfCode(token);
}

/** The words of a query, as it has them, that are in a text too, in one form or another. */
export function sharedWords(query: string, text: string): string[] {
  const there = new Set(termsOf(text));
  const shared = tokensOf(query).filter((token) => {
    const { wholes, parts } = termsOfToken(token);
    return [...wholes, ...parts].some((term) => there.has(term));
  });
  return [...new Set(shared)];
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
const isDottedWord = /^[\p{L}\p{M}]+(?:\.[\p{L}\p{M}]+)+$/u;
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

/** Compatibility forms (ﬁ, １) become the usual ones, and all short dashes one. In capital letters, Straße is STRASSE. */
function normalize(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‐‑‒–−]/g, "-")
    .replace(APOSTROPHE, "")
    .replaceAll("ß", "ss");
}

function termsOfWord(word: string): string[] {
  return searchStopWords.has(word) ? [] : [stemmer(word.slice(0, MAX_LENGTH))];
}

function pairsOf(run: string): string[] {
  const signs = [...run];
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
}

function termsOfCode(token: string): TokenTerms {
  const segments = token.split(/[/@:&,+#]/).filter((segment) => segment !== "");
  const parts = segments.flatMap((segment) => [segment, ...segment.split(/[-._]/)]).filter((part) => part !== "");
  const pieces = parts.flatMap((part) => [part, ...(part.match(/\p{N}+|[\p{L}\p{M}]+/gu) ?? [])]);
  const terms = pieces.flatMap((piece) => (isPlainWord.test(piece) ? termsOfWord(piece) : wholeOf(piece)));
  const wholes = new Set([wholeOf(token), ...joinedForm(token)]);
  return { wholes: [...wholes], parts: [...new Set(terms)].filter((term) => !wholes.has(term)).slice(0, MAX_PARTS) };
}

/** E-4711 is written E4711 too, and node.js nodejs; 2.4.1 is not 241. */
function joinedForm(token: string): string[] {
  if (isDottedWord.test(token)) return termsOfWord(token.replaceAll(".", ""));
  const mayJoin = /^[^.+#/@:&,]*$/.test(token) && /\p{N}/u.test(token) && /\p{L}/u.test(token);
  return mayJoin ? [token.replace(/[-_]/g, "").slice(0, MAX_LENGTH)] : [];
}

/** v2.4.1 and 2.4.1 are one version. */
function wholeOf(token: string): string {
  return token.replace(/^v(?=\d)/, "").slice(0, MAX_LENGTH);
}
