import { expect, test } from "vitest";
import { isObject } from "./is-object.ts";

test("of JSON, only what has fields is an object: no list and no null", () => {
  expect([{}, { a: null }].map((value) => isObject(value))).toEqual([true, true]);
  const others = [null, undefined, [], [{}], "text", 1, 1n, true];
  expect(others.filter((value) => isObject(value))).toEqual([]);
});
