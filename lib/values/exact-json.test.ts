import fc from "fast-check";
import { expect, test } from "vitest";
import { coerce } from "../ports/ports.ts";
import {
  exactNumber,
  hasBigInt,
  jsonProblem,
  parseJson,
  parseJsonWithTexts,
  readMarked,
  stringifyJson,
} from "./exact-json.ts";
import { Json, PlainJson } from "./json.ts";

test("a whole number keeps its digits on the way in and out, and everything else is read as it is", () => {
  expect(parseJson('{"id": 7615917337495251231}')).toEqual({ id: 7615917337495251231n });
  const kept =
    '{"a":9007199254740991,"b":1152921504606846976,"c":0.1234567890123456,"d":"7615917337495251231","e":-1,' +
    '"f":[-7615917337495251231,9007199254740993],"g":": 7615917337495251231","h":1e+21,"i":1.5}';
  expect(stringifyJson(parseJson(kept))).toBe(kept);
  expect(stringifyJson({ id: 7615917337495251231n }, 2)).toBe('{\n  "id": 7615917337495251231\n}');
  expect(parseJson("9007199254740991")).toBe(9007199254740991);
  expect(parseJson("9007199254740992")).toBe(9007199254740992n);
});

test("a decimal is the double nearest to it", () => {
  expect(parseJson("[0.12345678901234567890, 7615917337495251231.5, 1e20]")).toEqual([
    0.12345678901234568, 7615917337495251000, 1e20,
  ]);
});

test("a number too great to keep is refused, and text that is no JSON stays none", () => {
  expect(() => parseJson("[1e999]")).toThrow(/1e999 is too great/);
  expect(() => parseJson(`[${"1".repeat(1001)}]`)).toThrow(/too great/);
  for (const text of ["[01234567890123456789]", "{1234567890123456789: 1}", "[+1234567890123456789]", "[1"]) {
    expect(() => parseJson(text), text).toThrow(SyntaxError);
  }
});

test("any value is the same after it was written and read, with and without a browser that tells how numbers are written", () => {
  const whole = fc.bigInt().map((big) => parseJson(String(big)));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, whole, fc.string(), fc.boolean(), fc.constant(null), tie("list"), tie("record")),
    list: fc.array(tie("tree")),
    // A field of this name is left out when a value is checked, so that none of them reaches a prototype.
    record: fc.dictionary(
      fc.string().filter((name) => name !== "__proto__"),
      tie("tree"),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const text = stringifyJson(value);
      expect(parseJson(text)).toEqual(value);
      expect(readMarked(text, exactNumber)).toEqual(value);
      expect(Json.parse(value)).toEqual(value);
      expect(PlainJson.safeParse(value).success).toBe(!hasBigInt(value));
    }),
  );
});

test("where it is asked for, a whole number beyond 2^53 becomes a text with its digits", () => {
  expect(parseJsonWithTexts("[7615917337495251231, -7615917337495251231, 12, 1.5, 1e20]")).toEqual([
    "7615917337495251231",
    "-7615917337495251231",
    12,
    1.5,
    1e20,
  ]);
});

test("settings take no such number, and say so", () => {
  expect(jsonProblem("[7615917337495251231]")).toContain("more digits");
  expect(jsonProblem("[1")).toMatch(/JSON/);
  expect(jsonProblem("[1]")).toBeUndefined();
  const [issue] = PlainJson.safeParse({ a: [1, 7615917337495251231n] }).error?.issues ?? [];
  expect(issue).toMatchObject({
    path: ["a", 1],
    message: expect.stringContaining("7615917337495251231 has more digits"),
  });
});

test("a text becomes a number or JSON with all its digits; nothing becomes an empty text", () => {
  expect(coerce('{"id": 7615917337495251231}', "text", "json")).toEqual({ id: 7615917337495251231n });
  expect(coerce("7615917337495251231", "text", "number")).toBe(7615917337495251231n);
  expect(coerce(7615917337495251231n, "number", "text")).toBe("7615917337495251231");
  expect(coerce({ id: 7615917337495251231n }, "json", "text")).toBe('{\n  "id": 7615917337495251231\n}');
  expect(coerce(" 12.50 ", "text", "number")).toBe(12.5);
  expect(coerce(null, "json", "text")).toBe("");
  expect(() => coerce([5], "json", "number")).toThrow(/not a number.*Take one item of the list, as \(…\)\[0\] does/s);
});
