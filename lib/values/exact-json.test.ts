import { expect, test } from "vitest";
import { coerce } from "../ports.ts";
import { jsonProblem, parseExactJson, parseJsonWithTexts } from "./exact-json.ts";

test("a whole number that would be rounded is refused, and everything else is read as it is", () => {
  expect(() => parseExactJson('{"id": 7615917337495251231}')).toThrow(/7615917337495251231 has more digits/);
  // 2^60, which JavaScript writes as 1152921504606847000.
  expect(() => parseExactJson("1152921504606846976")).toThrow(/as text/);
  expect(() => parseExactJson("[1e999]")).toThrow(/more digits/);
  const kept = '{"a":9007199254740991,"b":1152921504606847000,"c":0.1234567890123456,"d":"7615917337495251231","e":-1}';
  expect(JSON.stringify(parseExactJson(kept))).toBe(kept);
  expect(parseExactJson("1000000000000000000000")).toBe(1e21);
});

test("where it is asked for, a number that would be rounded becomes a text with its digits", () => {
  expect(parseJsonWithTexts("[7615917337495251231, -7615917337495251231, 12, 1.5, 1e20]")).toEqual([
    "7615917337495251231",
    "-7615917337495251231",
    12,
    1.5,
    1e20,
  ]);
  expect(jsonProblem("[7615917337495251231]")).toContain("more digits");
  expect(jsonProblem("[1")).toMatch(/JSON/);
  expect(jsonProblem("[1]")).toBeUndefined();
});

test("a text becomes a number or JSON only when no digit is lost; nothing becomes an empty text", () => {
  expect(() => coerce('{"id": 7615917337495251231}', "text", "json")).toThrow(/as text, in quotes/);
  expect(() => coerce("7615917337495251231", "text", "number")).toThrow(/as text, in quotes/);
  expect(coerce(" 12.50 ", "text", "number")).toBe(12.5);
  expect(coerce(null, "json", "text")).toBe("");
  expect(() => coerce([5], "json", "number")).toThrow(/not a number.*Take one item of the list, as \(…\)\[0\] does/s);
});
