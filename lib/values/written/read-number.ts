import { exactNumber } from "../exact-json.ts";

/** A number as 1234.5, -3 or 1e6; undefined for others, such as 1,234 and 0x10, that mean different things to different people. */
export function readNumber(text: string): number | bigint | undefined {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) return undefined;
  return exactNumber(text.trim());
}

/** To the 15 digits that a double holds of every decimal, so that 0.1 and 0.2 make 0.3; whole numbers as they are. */
export function roundOff(number: number | bigint): number | bigint {
  return typeof number === "bigint" || Number.isInteger(number) ? number : Number(number.toPrecision(15));
}
