import { expect, test } from "vitest";
import { defined } from "./defined.ts";

test("keys without a value are left out; null, false, 0 and empty text are values", () => {
  const given: { a: number; b?: string | undefined; c: null; d: false; e: string } = {
    a: 0,
    b: undefined,
    c: null,
    d: false,
    e: "",
  };
  expect(Object.keys(defined(given))).toEqual(["a", "c", "d", "e"]);
});
