import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "./json-text.ts";

test("what Postgres refuses becomes the replacement character, and nothing else changes", () => {
  expect(jsonText({ a: "x\u0000y" })).toBe('{"a":"x\\ufffdy"}');
  expect(jsonText("\ud800 and \udc00")).toBe('"\\ufffd and \\ufffd"');
  expect(JSON.parse(jsonText("\\u0000"))).toBe("\\u0000");
  expect(JSON.parse(jsonText("\\\u0000"))).toBe("\\\ufffd");
  expect(JSON.parse(jsonText("😀"))).toBe("😀");
});

test("any JSON comes back the same but for those characters", () => {
  const clean = (text: string) => text.toWellFormed().replaceAll("\u0000", "\ufffd");
  const text = fc.string({ unit: fc.constantFrom("\\", "\u0000", "\ud83d", "\ude00", "u0000", '"', "a", "d83d") });
  fc.assert(
    fc.property(fc.array(text), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(value.map(clean));
    }),
  );
});
