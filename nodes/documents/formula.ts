/** Formulas and raised digits in a line of text: written after one another, 1 over 2 would be 12. */

const isSimple = /^(?:[\p{L}\p{N}.,]+|.)$/u;

/** A part that stands beside a sign, in brackets where it is more than one name or number. */
function part(text: string): string {
  const words = text.trim();
  return words === "" || isSimple.test(words) ? words : `(${words})`;
}

export const over = (above: string, below: string): string => `${part(above)}/${part(below)}`;
export const root = (of: string, degree = ""): string => `${part(degree)}√${part(of)}`;

/** A base with what stands lower and higher behind it. */
export function scripts(base: string, { sub = "", sup = "" }: { sub?: string; sup?: string }): string {
  const lower = sub.trim() === "" ? "" : `_${part(sub)}`;
  return `${base.trim()}${lower}${sup.trim() === "" ? "" : `^${part(sup)}`}`;
}

/** Rows of cells. */
export const matrix = (rows: readonly (readonly string[])[]): string =>
  `[${rows.map((cells) => cells.map((cell) => cell.trim()).join(", ")).join("; ")}]`;

/** What stands between a text and raised or lowered digits behind it: 10 and a small 6 are not 106. */
export function scriptSign(before: string, script: string, isRaised: boolean): string {
  const wouldRunTogether = /[\p{N})]$/u.test(before) && /^\s*[-+\u2212\u2013]?\p{N}/u.test(script);
  return wouldRunTogether ? (isRaised ? "^" : "_") : "";
}
