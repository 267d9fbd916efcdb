/** What Excel shows of a number by its format: a unit or currency, per cent, thousands, leading zeros. ECMA-376-1, 18.8.30. */

/** `kind`: shown beside the number, or the number as it is known, such as a postcode. */
type Shown = { text: string; kind: "unit" | "code" };
export type NumberFormat = (number: string) => Shown | undefined;

/** Those with an id below 164 are not in the file. The currency of 5 to 8 is the reader's own. */
const builtIn = new Map([
  [9, "0%"],
  [10, "0.00%"],
]);

type Piece = { text: string; isNumber: boolean; isPercent?: boolean };

/** Undefined for a format that adds nothing to the digits. */
export function readNumberFormat(id: number, code: string | undefined): NumberFormat | undefined {
  const format = code ?? builtIn.get(id);
  if (format === undefined) return undefined;
  if (/\[(h+|m+|s+)\]/i.test(format)) return duration;
  const pieces = piecesOf(format);
  const places = pieces.flatMap(({ text, isNumber }) => (isNumber ? [text] : [])).join("");
  if (places === "" || /[^0#?.,]/.test(places.replace("General", ""))) return undefined;
  const isCode = /^0{2,}$/.test(places);
  if (isCode)
    return (number) =>
      /^\d+$/.test(number) ? { text: filled(pieces, number, places.length), kind: "code" } : undefined;
  const [before, after] = around(pieces);
  const scale = pieces.some(({ isPercent }) => isPercent) ? 100 : 1000 ** -(/,+$/.exec(places)?.[0].length ?? 0);
  if (scale === 1 && before.trim() === "" && after.trim() === "") return undefined;
  return (number) => {
    const value = Number(number);
    if (!Number.isFinite(value) || (scale === 1 && /^-?\d{16,}$/.test(number))) return undefined;
    const scaled = scale === 1 ? number : String(Number((value * scale).toPrecision(15)));
    const sign = scaled.startsWith("-") ? "-" : "";
    return { text: `${sign}${before}${scaled.slice(sign.length)}${after}`.trim(), kind: "unit" };
  };
}

/** Hours, minutes and seconds, of a number of days. */
const duration: NumberFormat = (number) => {
  const seconds = Math.round(Number(number) * 86_400);
  if (!Number.isSafeInteger(seconds)) return undefined;
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.abs(Math.trunc(part))).padStart(2, "0"),
  );
  return { text: `${seconds < 0 ? "-" : ""}${hours}:${minutes}:${rest}`, kind: "code" };
};

/** Of the part for positive numbers. Colours, conditions, and room that is left free are not text. */
function piecesOf(format: string): Piece[] {
  const pieces: Piece[] = [];
  const tokens = /"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(;)|([0#?.,]+)|(.)/gsu;
  for (const [, quoted, escaped, currency, end, places, other] of format.matchAll(tokens)) {
    if (end !== undefined) break;
    const text = quoted ?? escaped ?? currency ?? other;
    // Letters outside of quotes are parts of a date, of an exponent or “General”.
    if (other !== undefined && /[A-Za-z@/]/.test(other)) pieces.push({ text: other, isNumber: true });
    else if (places !== undefined) pieces.push({ text: places, isNumber: true });
    else if (text !== undefined) pieces.push({ text, isNumber: false, isPercent: other === "%" });
  }
  return pieces;
}

function around(pieces: readonly Piece[]): [string, string] {
  const first = pieces.findIndex(({ isNumber }) => isNumber);
  const last = pieces.findLastIndex(({ isNumber }) => isNumber);
  const textOf = (some: readonly Piece[]) => some.map(({ text }) => text).join("");
  return [textOf(pieces.slice(0, first)), textOf(pieces.slice(last + 1))];
}

/** Digits in the places of the format, from the right, as in 000-00-0000. */
function filled(pieces: readonly Piece[], number: string, places: number): string {
  const digits = number.padStart(places, "0");
  let at = digits.length - places;
  return pieces
    .map(({ text, isNumber }, index) => {
      if (!isNumber) return text;
      const from = pieces.slice(0, index).some((piece) => piece.isNumber) ? at : 0;
      at += text.length;
      return digits.slice(from, at);
    })
    .join("");
}
