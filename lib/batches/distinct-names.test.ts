import { expect, test } from "vitest";
import { distinctNames } from "./distinct-names.ts";

test("each name is there once, also beside names that end in numbers", () => {
  expect(distinctNames(["a", "a", "a (2)", "a", "b", "a (2)"])).toEqual([
    ...["a", "a (2)", "a (2) (2)", "a (3)", "b", "a (2) (3)"],
  ]);
  const many = distinctNames(Array.from({ length: 16_384 }, () => "x"));
  expect([new Set(many).size, many.at(-1)]).toEqual([16_384, "x (16384)"]);
});
