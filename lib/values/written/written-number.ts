/** Numbers as people write them: 1234.5, 1,234.5 and 1.234,5, with a unit such as € or % where all of a column have it. */
import { parseJson } from "../exact-json.ts";

/** plain: 1234.5 or 1e3, as JSON writes it · decimal-point: 1,234.5 · decimal-comma: 1.234,5 and 1 234,5 */
export const numberFormats = ["plain", "decimal-point", "decimal-comma"] as const;
export type NumberFormat = (typeof numberFormats)[number];
export const numberExamples: Readonly<Record<NumberFormat, string>> = {
  plain: "1234.5",
  "decimal-point": "1,234.5",
  "decimal-comma": "1.234,5",
};
type Mark = Exclude<NumberFormat, "plain">;

/** Spaces of any width, and the apostrophes of Switzerland, group digits whatever stands before the decimals. */
const grouping = String.raw` \u00a0\u2009\u202f’'`;
const body = (group: string, mark: string) =>
  new RegExp(String.raw`^([+-]?)(\d+|[1-9]\d{0,2}(?:([${group}${grouping}])\d{3}(?:\3\d{3})*))(?:${mark}(\d+))?$`);
const written: Record<Mark, RegExp> = { "decimal-point": body(",", "\\."), "decimal-comma": body(".", ",") };

const currencies = "EUR|USD|GBP|CHF|JPY|CNY|INR|PLN|CZK|HUF|SEK|NOK|DKK|AUD|CAD|BRL|MXN|ZAR|TRY|zł|kr|Kč|Ft";
const unitAt = {
  start: new RegExp(String.raw`^([+-]?)\s?(\p{Sc}|${currencies})\s?(?=[\d+-])`, "u"),
  end: new RegExp(String.raw`(?<=\d)\s?(\p{Sc}|%|‰|${currencies})$`, "u"),
};

/** The number, and what is written beside it: “1.234,56 €” is “1.234,56” and “€”. */
export function withoutUnit(text: string): { number: string; unit: string | undefined } {
  const trimmed = text.trim().replace(/^−/u, "-");
  const before = unitAt.start.exec(trimmed);
  if (before) return { number: `${before[1] ?? ""}${trimmed.slice(before[0].length)}`, unit: before[2] };
  const behind = unitAt.end.exec(trimmed);
  return behind ? { number: trimmed.slice(0, behind.index), unit: behind[1] } : { number: trimmed, unit: undefined };
}

/** Undefined when it is not written so, has another unit, or cannot be kept with all its digits. */
export function readWrittenNumber(
  text: string,
  { format, unit }: { format: NumberFormat; unit?: string | undefined },
): number | bigint | undefined {
  if (format === "plain" && unit === undefined) return exactDecimal(text.trim());
  const found = withoutUnit(text);
  if (found.unit !== unit) return undefined;
  const plain = format === "plain" ? found.number : plainOf(found.number, format);
  return plain === undefined ? undefined : exactDecimal(plain);
}

function plainOf(text: string, mark: Mark): string | undefined {
  const found = written[mark].exec(text);
  if (!found) return undefined;
  const [, sign = "", whole = "", , decimals] = found;
  return `${sign}${whole.replace(/\D/gu, "")}${decimals === undefined ? "" : `.${decimals}`}`;
}

/**
 * What a number without a unit says about the mark before its decimals: either, when it is another number by each of them, as
 * 1,234 and 1.234 are; neither, when it is the same, as 1234 is. Undefined when it is no number.
 */
export type MarkSaid = Mark | "either" | "neither";
export function markOf(number: string): MarkSaid | undefined {
  const [point, comma] = [plainOf(number, "decimal-point"), plainOf(number, "decimal-comma")];
  if (point === undefined && comma === undefined) return undefined;
  if (comma === undefined) return "decimal-point";
  if (point === undefined) return "decimal-comma";
  return point === comma ? "neither" : "either";
}

/** As JSON writes it, or with a plus or zeros before it; undefined where digits would be lost. */
function exactDecimal(text: string): number | bigint | undefined {
  const found = /^([+-]?)0*(\d+)(\.\d+)?([eE][+-]?\d{1,3})?$/.exec(text);
  if (!found) return undefined;
  const [, sign = "", whole = "", decimals = "", power = ""] = found;
  const unsigned = `${whole}${decimals}${power}`;
  if (unsigned.length > 400) return undefined;
  if (decimals !== "" && `${whole}${decimals}`.replace(/[.]|0+$|^0\.0*/g, "").length > 15) return undefined;
  try {
    const number = parseJson(sign === "-" ? `-${unsigned}` : unsigned);
    return typeof number === "bigint" || (typeof number === "number" && Number.isFinite(number)) ? number : undefined;
  } catch {
    return undefined;
  }
}
