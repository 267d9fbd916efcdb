import { expect, test } from "vitest";
import { readNumber } from "./read-number.ts";

test.each([
  ["12", 12],
  ["-1.5", -1.5],
  ["5.", 5],
  [".5", 0.5],
  ["+1e3", 1000],
  [" 7 ", 7],
  ["9007199254740993", 9007199254740993n],
  [".", undefined],
  ["1,234", undefined],
  ["0x10", undefined],
  ["1.2.3", undefined],
  [`${"1".repeat(1_000_000)}x`, undefined],
])("%.20s", (text, number) => expect(readNumber(text)).toBe(number));
