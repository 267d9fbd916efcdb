/** Numbers as lists write them. */
export type NumberStyle = "decimal" | "lower-letter" | "upper-letter" | "lower-roman" | "upper-roman";

export function listNumber(value: number, style: NumberStyle): string {
  if (style === "lower-letter") return letters(value);
  if (style === "upper-letter") return letters(value).toUpperCase();
  if (style === "lower-roman") return roman(value);
  if (style === "upper-roman") return roman(value).toUpperCase();
  return String(value);
}

/** a … z, aa … zz, aaa: as word processors count; browsers count aa, ab. They agree up to 27. */
function letters(value: number): string {
  if (value < 1 || value > 26 * 20) return String(value);
  return String.fromCharCode(97 + ((value - 1) % 26)).repeat(Math.ceil(value / 26));
}

const values = { m: 1000, cm: 900, d: 500, cd: 400, c: 100, xc: 90, l: 50, xl: 40, x: 10, ix: 9, v: 5, iv: 4, i: 1 };

function roman(value: number): string {
  if (value < 1 || value > 3999) return String(value);
  let [left, text] = [value, ""];
  for (const [sign, worth] of Object.entries(values)) {
    text += sign.repeat(Math.floor(left / worth));
    left %= worth;
  }
  return text;
}
