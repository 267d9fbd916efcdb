/** How numbers, times and bytes of schemas become values that lose nothing. */
import { mostDigits, wholeNumber } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { unreadable } from "./byte-reader.ts";

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** Of 16 bytes. */
export function uuidOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** JSON has no numbers for these; then it is their name. */
export const floating = (value: number): Json => (Number.isFinite(value) ? value : String(value));

/** A float of 32 bits with the digits that it has, not those of the double that is nearest to it. */
export function shortFloat(value: number): Json {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** As many bytes as a number of so many digits may have. */
const mostNumberBytes = Math.floor((mostDigits * Math.log2(10)) / 8);

/** Two's complement, the highest byte first. */
export function bigEndian(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  if (bytes.length > mostNumberBytes) throw unreadable(`A decimal in it has more than ${mostDigits} digits.`);
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

/** A decimal as text with all its digits, such as 12.30; a whole one as a number. */
export function decimal(unscaled: bigint, scale: number): Json {
  if (scale <= 0) return wholeNumber(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A time as ISO 8601, with as many digits of a second as the unit has. What no calendar holds stays a number. */
export function time(count: bigint, { perSecond, zone }: { perSecond: bigint; zone: "Z" | "" }): Json {
  const date = new Date(Number(floorDivide(count, perSecond)) * 1000);
  if (Number.isNaN(date.getTime())) return wholeNumber(count);
  const fraction = digitsOf(count - floorDivide(count, perSecond) * perSecond, perSecond);
  return `${date.toISOString().slice(0, -5)}${fraction}${zone}`;
}

export function date(days: bigint): Json {
  const at = new Date(Number(days) * 86_400_000);
  return Number.isNaN(at.getTime()) ? wholeNumber(days) : (at.toISOString().split("T", 1)[0] ?? "");
}

/** A time of day, such as 09:30:00.250. */
export function clock(count: bigint, perSecond: bigint): Json {
  const seconds = count / perSecond;
  if (count < 0n || seconds >= 86_400n) return wholeNumber(count);
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const fraction = digitsOf(count % perSecond, perSecond);
  return `${parts.map((part) => String(part).padStart(2, "0")).join(":")}${fraction}`;
}

/** Behind the point; milliseconds at least. */
export function digitsOf(rest: bigint, perSecond: bigint): string {
  return `.${String(rest).padStart(String(perSecond).length - 1, "0")}`;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
