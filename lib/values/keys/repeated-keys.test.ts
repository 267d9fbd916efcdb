import { expect, test } from "vitest";
import { renameRepeatedKeys, repeatedKey } from "./repeated-keys.ts";

test("a key that comes twice in one object is found, and the same key in others is none", () => {
  expect(repeatedKey('{"a": {"b": 1}, "c": [{"b": 2}, {"b": "b"}], "b": "a"}')).toBeUndefined();
  expect(repeatedKey('{"x": [{"a": "a", "b": 1, "a": 2}]}')).toBe("a");
  expect(repeatedKey('{"a\\"": 1, "a\\"": 2}')).toBe('a\\"');
});

test("both values are kept under names of their own", () => {
  const renamed = renameRepeatedKeys('{"a": 1, "a": {"b": "\\"a\\":"}, "a": [3], "c": {"a": 4}}');
  expect(JSON.parse(renamed)).toEqual({ a: 1, "a (2)": { b: '"a":' }, "a (3)": [3], c: { a: 4 } });
  expect(JSON.parse(renameRepeatedKeys('{"a": 1, "a": 2, "a (2)": 3, "a": 4}'))).toEqual({
    ...{ a: 1, "a (2)": 2, "a (2) (2)": 3, "a (3)": 4 },
  });
  expect(JSON.parse(renameRepeatedKeys('{"a": 1, "\\u0061": 2}'))).toEqual({ a: 1, "a (2)": 2 });
  expect(renameRepeatedKeys('{"a": ["a", "a"]}')).toBe('{"a": ["a", "a"]}');
});
