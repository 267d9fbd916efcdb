/** How values that lose nothing become the numbers, times and bytes of schemas: the other way of exact-values.ts. */
import type { Json } from "../../../../lib/values/json.ts";
import { nameOf, unfit } from "./byte-writer.ts";

/** A whole number in a range, both ends included. */
export function wholeIn(value: Json, at: string, [least, most]: readonly [bigint, bigint]): bigint {
  const whole =
    typeof value === "bigint" ? value : typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : null;
  if (whole === null) throw unfit(at, `It takes a whole number, and there is ${nameOf(value)}.`);
  if (whole < least || whole > most) throw unfit(at, `${whole} is not between ${least} and ${most}.`);
  return whole;
}

export const signed = (bits: bigint) => [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] as const;

/** Also the names of those that JSON lacks. A whole number that no double has is refused. */
export function floatOf(value: Json, at: string, bits: 32 | 64): number {
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number") throw unfit(at, `It takes a number, and there is ${nameOf(value)}.`);
  if (typeof value === "bigint" && BigInt(number) !== value) throw unfit(at, `${value} would lose digits as a double.`);
  if (bits === 32 && !Number.isFinite(Math.fround(number))) throw unfit(at, `${number} is too large for a float.`);
  return number;
}

export function textOf(value: Json, at: string): Uint8Array {
  if (typeof value !== "string") throw unfit(at, `It takes a text, and there is ${nameOf(value)}.`);
  if (!value.isWellFormed()) throw unfit(at, "Its text has half of a surrogate pair, which UTF-8 cannot hold.");
  return new TextEncoder().encode(value);
}

export function bytesFrom(value: Json, at: string): Uint8Array {
  if (typeof value === "string") {
    const bytes = Buffer.from(value, "base64");
    if (bytes.toString("base64") === value) return bytes;
  }
  throw unfit(at, `It takes bytes as text in base64, and there is ${nameOf(value)}.`);
}

const decimalText = /^(-?)(\d{1,1000})(?:\.(\d{1,1000}))?$/;

/** The digits of a decimal as a whole number, at a scale. */
export function unscaledOf(
  value: Json,
  at: string,
  { scale, precision }: { scale: number; precision: number },
): bigint {
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  const [whole, sign, before = "", after = ""] = (typeof text === "string" && decimalText.exec(text)) || [];
  if (whole === undefined) throw unfit(at, `It takes a decimal such as "12.30", and there is ${nameOf(value)}.`);
  const kept = after.replace(/0+$/, "");
  if (kept.length > scale) throw unfit(at, `${whole} has more than ${scale} digits behind the point.`);
  const unscaled = BigInt(before + kept.padEnd(scale, "0"));
  if (String(unscaled).length > precision)
    throw unfit(at, `${whole} has more than ${precision} digits at the scale ${scale}.`);
  return sign === "-" ? -unscaled : unscaled;
}

/** Two's complement, the highest byte first, in as few bytes as it takes or in `size`. */
export function bigEndianOf(value: bigint, at: string, size?: number): Uint8Array {
  let bytes = 1;
  while (BigInt.asIntN(bytes * 8, value) !== value) bytes += 1;
  if (size !== undefined && bytes > size) throw unfit(at, `The number does not fit into ${size} bytes.`);
  const length = size ?? bytes;
  const hex = BigInt.asUintN(length * 8, value).toString(16);
  return Buffer.from(hex.padStart(length * 2, "0"), "hex");
}

const timeText = /^((?:\d{4}|[+-]\d{6})-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/;
const clockText = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;

type Unit = { perSecond: bigint; isLocal?: boolean };

/** Since 1970, from ISO 8601; a whole number is taken as it is. Local times have no zone, others have one. */
export function timeCount(value: Json, at: string, { perSecond, isLocal = false }: Unit): bigint {
  if (typeof value !== "string") return wholeIn(value, at, signed(64n));
  const [, day, clock, fraction = "", zone] = timeText.exec(value) ?? [];
  const millis = Date.parse(`${day}T${clock}.000${zone ?? "Z"}`);
  if (day === undefined || Number.isNaN(millis) || isLocal === (zone !== undefined)) {
    const example = `2027-01-04T09:00:00${isLocal ? "" : "Z"}`;
    throw unfit(at, `It takes a time such as ${example}, and there is ${nameOf(value)}.`);
  }
  return (BigInt(millis) / 1000n) * perSecond + fractionOf(fraction, at, perSecond);
}

export function dayCount(value: Json, at: string): bigint {
  if (typeof value !== "string") return wholeIn(value, at, signed(32n));
  const millis = /^(\d{4}|[+-]\d{6})-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(millis) || new Date(millis).toISOString().split("T", 1)[0] !== value)
    throw unfit(at, `It takes a date such as 2027-01-04, and there is ${nameOf(value)}.`);
  return BigInt(millis) / 86_400_000n;
}

export function clockCount(value: Json, at: string, perSecond: bigint): bigint {
  if (typeof value !== "string") return wholeIn(value, at, signed(64n));
  const [all, hours, minutes, seconds, fraction = ""] = clockText.exec(value) ?? [];
  if (all === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
    throw unfit(at, `It takes a time of day such as 09:30:00, and there is ${nameOf(value)}.`);
  const whole = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  return whole * perSecond + fractionOf(fraction, at, perSecond);
}

function fractionOf(digits: string, at: string, perSecond: bigint): bigint {
  const places = String(perSecond).length - 1;
  const kept = digits.replace(/0+$/, "");
  if (kept.length > places)
    throw unfit(at, `Its unit holds ${places} digits of a second, and there are ${kept.length}.`);
  return BigInt(kept.padEnd(places, "0") || "0");
}
