import { expect, test } from "vitest";
import { isUsed } from "./is-used.ts";

const rule = { setting: "format", is: ["HTML", "XML"] };

test("a setting with a rule is used for the values that the rule lists, and for a fresh node by its defaults", () => {
  expect(isUsed(rule, { format: "XML" }, { format: "JSON" })).toBe(true);
  expect(isUsed(rule, { format: "CSV" }, { format: "XML" })).toBe(false);
  expect(isUsed(rule, {}, { format: "HTML" })).toBe(true);
  expect(isUsed(rule, {}, {})).toBe(false);
  expect(isUsed(undefined, {}, {})).toBe(true);
});
